package io.maskgate.daemon.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with jitter: uniform between the shortest wait and a ceiling that doubles, so that a hundred
 * gateways that lost the same broker do not come back in step. Not thread-safe.
 */
public final class Backoff {
    private static final int MOST_DOUBLINGS = 20;

    private final Duration first;
    private final Duration max;
    private final RandomGenerator random;
    private int failures;

    /**
     * @param first the shortest wait, at least a millisecond; twice that is the first ceiling
     * @param max the last ceiling
     */
    public Backoff(Duration first, Duration max, RandomGenerator random) {
        if (first.toMillis() < 1 || first.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "back-off: expected 1 ms to " + max + " as the first wait, found " + first);
        }
        this.first = first;
        this.max = max;
        this.random = random;
    }

    /** The wait before the next attempt; longer from failure to failure. */
    public Duration next() {
        failures = Math.min(failures + 1, MOST_DOUBLINGS);
        long least = first.toMillis();
        long ceiling = Math.min(max.toMillis(), least << failures);
        return Duration.ofMillis(least + random.nextLong(ceiling - least + 1));
    }

    /** All is well again. */
    public void reset() {
        failures = 0;
    }
}
