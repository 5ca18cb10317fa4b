/**
 * What the network is told it did wrong: assignment of faces to anchors, and the losses.
 *
 * <p>Rule: assignment is plain Java on arrays, losses are libtorch expressions; no state.
 */
@NullMarked
package io.maskgate.models.loss;

import org.jspecify.annotations.NullMarked;
