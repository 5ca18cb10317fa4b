/**
 * Post-training quantisation: ranges measured on pictures, a plan of what stands in eight bits, a gate on what it costs.
 *
 * <p>Rule: no libtorch; the network is run by the engine of {@code hw}, and the same pictures give the same file.
 */
@NullMarked
package io.maskgate.models.quantise;

import org.jspecify.annotations.NullMarked;
