package io.maskgate.daemon.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: uniform between nothing and a ceiling that doubles, so that a hundred gateways
 * that lost the same broker do not come back in step. Not thread-safe.
 */
public final class Backoff {
    private static final long LEAST_MILLIS = 50;

    private final Duration first;
    private final Duration max;
    private final RandomGenerator random;
    private int failures;

    public Backoff(Duration first, Duration max, RandomGenerator random) {
        this.first = first;
        this.max = max;
        this.random = random;
    }

    /** The wait before the next attempt; longer from failure to failure. */
    public Duration next() {
        long ceiling = Math.min(max.toMillis(), first.toMillis() << Math.min(failures, 20));
        failures++;
        return Duration.ofMillis(Math.max(LEAST_MILLIS, random.nextLong(ceiling + 1)));
    }

    /** All is well again. */
    public void reset() {
        failures = 0;
    }
}
