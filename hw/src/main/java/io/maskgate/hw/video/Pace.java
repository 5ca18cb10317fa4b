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

    void mark(long at) {
        any = true;
        last = at;
    }
}
