package io.maskgate.hw.video;

/** Lets a number of log lines pass in each window of time and counts the others. Thread-safe. */
final class LineLimit {
    private final int lines;
    private final long windowNanos;
    private long windowStart;
    private int passed;
    private long leftOut;

    LineLimit(int lines, long windowNanos, long now) {
        this.lines = lines;
        this.windowNanos = windowNanos;
        this.windowStart = now;
    }

    /** Negative: not this line. Else: how many were left out before, to be told once. */
    synchronized long admit(long now) {
        long before = 0;
        if (now - windowStart >= windowNanos) {
            windowStart = now;
            passed = 0;
            before = leftOut;
            leftOut = 0;
        }
        if (passed >= lines) {
            leftOut++;
            return -1;
        }
        passed++;
        return before;
    }
}
