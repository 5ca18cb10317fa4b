package io.maskgate.daemon.rollout;

import io.maskgate.daemon.config.ModelKeys;
import java.time.Duration;

/**
 * What a new model must keep to.
 *
 * @param loading loading may take so long; building a TensorRT engine takes minutes
 * @param comparing waiting for frames to compare on, and looking at them
 * @param frames to compare on
 * @param faces fewer than these say nothing about agreement
 * @param agreement the share of faces both models must see alike; 0 asks for none
 * @param probation how long the old model stays ready
 * @param pictures that must have been looked at by then; probation is longer otherwise, up to twelve times
 * @param window errors and latency are those of the last so long
 * @param settling the time after the change that does not count for latency; so much of it is judged at the least
 * @param failures batches that must have failed before their share counts
 * @param failureShare the share of failed batches that is too much
 * @param slower time per picture that is too much, in times of {@link Baseline#nanosPerPicture}
 * @param floor time per picture that is never too much
 * @param busy the share of the time spent in the engine above which it does not keep up
 */
public record Criteria(
        Duration loading,
        Duration comparing,
        int frames,
        int faces,
        double agreement,
        Duration probation,
        int pictures,
        Duration window,
        Duration settling,
        int failures,
        double failureShare,
        double slower,
        Duration floor,
        double busy) {
    private static final int LONGEST = 12;

    public static Criteria of(ModelKeys.Rollout config) {
        return new Criteria(
                Duration.ofMinutes(30),
                Duration.ofSeconds(30),
                32,
                10,
                config.agreement(),
                config.probation(),
                50,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                3,
                0.1,
                config.slower(),
                Duration.ofMillis(20),
                0.95);
    }

    Duration longestProbation() {
        return probation.multipliedBy(LONGEST);
    }
}
