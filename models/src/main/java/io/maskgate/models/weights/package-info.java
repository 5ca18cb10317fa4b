/**
 * Tensors in files: the safetensors format.
 *
 * <p>Rule: plain Java; a file is written under a temporary name, forced to disk and renamed, so the old one survives a
 * full disk or a kill.
 */
@NullMarked
package io.maskgate.models.weights;

import org.jspecify.annotations.NullMarked;
