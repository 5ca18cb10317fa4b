package io.maskgate.daemon.tracking;

import java.time.Duration;
import java.util.Arrays;

/**
 * How rare a camera's looks are. Those at key frames come at uneven distances: the widest of the last few is it. Not
 * thread-safe.
 */
final class Pace {
    private static final int KEPT = 3;
    /** However often a camera is to be looked at, a busy machine may do it more rarely. */
    private static final Duration LEAST_OUTAGE = Duration.ofSeconds(10);

    private final long outage;
    private final long[] gaps = new long[KEPT];
    private int oldest;
    private boolean wide;

    /** @param rarest the longest time between two looks that the configuration asks for */
    Pace(Duration rarest) {
        outage = Math.max(LEAST_OUTAGE.toNanos(), rarest.multipliedBy(2).toNanos());
    }

    /**
     * A look so many nanoseconds after the one before. One beyond every pace is an outage and tells nothing of it; where the
     * next is too, the pace is as slow as that.
     */
    void look(long nanos) {
        boolean before = wide;
        wide = nanos > outage;
        if (!wide || before) {
            gaps[oldest] = Math.min(nanos, outage);
            oldest = (oldest + 1) % KEPT;
        }
    }

    /** Nanoseconds; 0 before the second look. */
    long widest() {
        return Arrays.stream(gaps).max().orElse(0);
    }
}
