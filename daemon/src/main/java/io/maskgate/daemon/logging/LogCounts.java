package io.maskgate.daemon.logging;

import java.util.concurrent.atomic.LongAdder;

/** What became of the log's lines since the start. Thread-safe. */
public final class LogCounts {
    private final LongAdder written = new LongAdder();
    private final LongAdder leftOut = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder fallenBack = new LongAdder();

    void wrote() {
        written.increment();
    }

    void leaveOut() {
        leftOut.increment();
    }

    void cut() {
        cut.increment();
    }

    void fallBack() {
        fallenBack.increment();
    }

    /** Lines written, cut ones and those that fell back among them. */
    public long written() {
        return written.sum();
    }

    /** Lines of a camera that had too much to say. */
    public long leftOut() {
        return leftOut.sum();
    }

    /** Lines written with less than they had to say. */
    public long cutShort() {
        return cut.sum();
    }

    /** Lines the journal did not take, which went to standard error instead. */
    public long fallenBack() {
        return fallenBack.sum();
    }
}
