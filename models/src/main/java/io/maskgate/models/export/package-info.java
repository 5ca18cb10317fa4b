/**
 * Networks as ONNX files that keep the detector contract.
 *
 * <p>Rule: plain Java, no libtorch; a file is written under a temporary name, forced to disk and renamed.
 */
@NullMarked
package io.maskgate.models.export;

import org.jspecify.annotations.NullMarked;
