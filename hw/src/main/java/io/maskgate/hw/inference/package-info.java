/**
 * The detector: from a letterboxed uint8 picture to faces with a label.
 *
 * <p>Rule: only this package touches ONNX Runtime and TensorRT; everyone else sees {@link
 * io.maskgate.hw.inference.Detector}. One thread owns a detector and calls it; nothing here starts threads.
 */
@NullMarked
package io.maskgate.hw.inference;

import org.jspecify.annotations.NullMarked;
