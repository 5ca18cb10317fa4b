/**
 * The training loop: recipe, schedule, moving average, checkpoints, learning curve.
 *
 * <p>Rule: a run killed at any moment goes on from its last epoch as if it had not been killed.
 */
@NullMarked
package io.maskgate.models.train;

import org.jspecify.annotations.NullMarked;
