package io.maskgate.daemon.bench;

import java.util.Arrays;
import java.util.function.LongSupplier;

/** Repeats work for a while and keeps how long each repetition took. Not thread-safe. */
final class Stopwatch {
    private static final int MOST = 100_000;

    private final LongSupplier nanos;
    private final long warmUp;
    private final long time;

    /**
     * @param warmUp nanoseconds before the first measurement
     * @param time nanoseconds of measuring
     */
    Stopwatch(LongSupplier nanos, long warmUp, long time) {
        this.nanos = nanos;
        this.warmUp = warmUp;
        this.time = time;
    }

    /** @param pictures among which the time of a repetition is divided */
    DetectReport.Timing measure(int pictures, Runnable work) {
        return measureTold(pictures, () -> {
            long start = nanos.getAsLong();
            work.run();
            return nanos.getAsLong() - start;
        });
    }

    /** The same of work that tells itself which of its nanoseconds count. */
    DetectReport.Timing measureTold(int pictures, LongSupplier work) {
        long end = nanos.getAsLong() + warmUp;
        do {
            work.getAsLong();
        } while (nanos.getAsLong() < end);
        long[] taken = new long[MOST];
        int count = 0;
        end = nanos.getAsLong() + time;
        do {
            taken[count++] = work.getAsLong();
        } while (count < MOST && nanos.getAsLong() < end);
        Arrays.sort(taken, 0, count);
        return new DetectReport.Timing(count, millis(taken, count, 50) / pictures, millis(taken, count, 99) / pictures);
    }

    /** The smallest value with at least {@code percent} of all values at or below it. */
    private static double millis(long[] sorted, int count, int percent) {
        int rank = Math.max(1, Math.ceilDiv(count * percent, 100));
        return sorted[rank - 1] / 1e6;
    }
}
