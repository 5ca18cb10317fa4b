/**
 * The detector: from a letterboxed uint8 picture to faces with a label.
 *
 * <p>Rule: only this package touches ONNX Runtime; everyone else sees {@link io.maskgate.hw.inference.Detector}. One
 * thread owns a detector and calls it; nothing here starts threads. A faster engine comes from outside, as an {@link
 * io.maskgate.hw.inference.Accelerator}.
 */
@NullMarked
package io.maskgate.hw.inference;

import org.jspecify.annotations.NullMarked;
