package io.maskgate.hw.inference.tensorrt;

import java.time.Duration;

/** When a GPU that failed is tried again: waits double from failure to failure. One thread at a time. */
final class Retry {
    private final Duration first;
    private final Duration most;
    private Duration next;

    Retry(Duration first, Duration most) {
        this.first = first;
        this.most = most;
        this.next = first;
    }

    Duration next() {
        var wait = next;
        next = wait.multipliedBy(2).compareTo(most) < 0 ? wait.multipliedBy(2) : most;
        return wait;
    }

    /** The engine has worked for so long that the next failure is another story. */
    void reset() {
        next = first;
    }
}
