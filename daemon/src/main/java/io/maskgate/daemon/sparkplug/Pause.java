package io.maskgate.daemon.sparkplug;

import java.time.Duration;

/** A least time between two messages, in nanoseconds of a clock that nobody sets: the time of day may jump. */
final class Pause {
    private final long length;
    private boolean begun;
    private long begin;

    Pause(Duration length) {
        this.length = length.toNanos();
    }

    void begin(long nanos) {
        begun = true;
        begin = nanos;
    }

    void end() {
        begun = false;
    }

    /** Nanoseconds; 0 when it is over. */
    long left(long nanos) {
        return begun ? Math.max(0, begin + length - nanos) : 0;
    }
}
