package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.InferenceStats;

/**
 * What an engine had done at a time.
 *
 * @param nanos monotonic
 * @param accelerated whether the accelerator serves
 */
record Sample(long nanos, InferenceStats stats, boolean accelerated) {}
