/**
 * From trained parameters to the files of the detector contract.
 * 
 * <p>Rule: writes ONNX and safetensors, reads parameters only through names and shapes.
 */
@NullMarked
package io.maskgate.models.export;

import org.jspecify.annotations.NullMarked;
