package io.maskgate.hw.video;

/** When something was last done, by the clock of a stream. Not thread-safe. */
final class Pace {
    private static final long GONE_BACK_NANOS = 1_000_000_000L;

    private boolean any;
    private long last;

    /** Whether that is so long ago, or never was, or the clock of the stream has gone back. */
    boolean due(long at, long nanos) {
        return !any || at - last >= nanos || at - last < -GONE_BACK_NANOS;
    }

    /** The same where it was {@link #due}: it counts from when it was, and not from when it came, so that the mean is kept. */
    void markDue(long at, long nanos) {
        mark(any && Math.abs(at - last - nanos) < nanos ? last + nanos : at);
    }

    void mark(long at) {
        any = true;
        last = at;
    }
}
