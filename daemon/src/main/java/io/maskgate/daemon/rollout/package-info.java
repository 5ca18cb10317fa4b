/**
 * From one model to another while the gateway runs: load and check it beside the one that serves, compare the two, let it
 * take over, and go back by itself where that was a mistake.
 *
 * <p>Rule: the decisions ({@code Rollout}, {@code Probation}, {@code Agreement}) are pure, time comes with each call; only
 * {@code Loading} and {@code Retired} have threads, and {@code LoadedModels} alone owns and frees engines, all under the one
 * lock of {@code Models}. One activation at a time.
 */
@NullMarked
package io.maskgate.daemon.rollout;

import org.jspecify.annotations.NullMarked;
