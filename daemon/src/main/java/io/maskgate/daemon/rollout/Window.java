package io.maskgate.daemon.rollout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalDouble;

/** One engine's work in the last so many seconds. Not thread-safe. */
final class Window {
    private final long length;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    Window(Duration length) {
        this.length = length.toNanos();
    }

    /** To be called about once a second. */
    void add(Sample sample) {
        samples.addLast(sample);
        // One sample at or before the window's begin stays: differences reach over its whole length.
        while (samples.size() > 2 && sample.nanos() - second().nanos() >= length) {
            samples.removeFirst();
        }
    }

    private Sample second() {
        var each = samples.iterator();
        each.next();
        return each.next();
    }

    private boolean isEmpty() {
        return samples.size() < 2;
    }

    long nanos() {
        return isEmpty() ? 0 : samples.getLast().nanos() - samples.getFirst().nanos();
    }

    /** Whether it reaches over its whole length. */
    boolean isFull() {
        return nanos() >= length;
    }

    long pictures() {
        return isEmpty()
                ? 0
                : samples.getLast().stats().pictures()
                        - samples.getFirst().stats().pictures();
    }

    long failures() {
        return isEmpty()
                ? 0
                : samples.getLast().stats().failures()
                        - samples.getFirst().stats().failures();
    }

    /** Batches that were tried. */
    long tries() {
        return isEmpty()
                ? 0
                : samples.getLast().stats().runs() - samples.getFirst().stats().runs() + failures();
    }

    private long engineNanos() {
        return isEmpty()
                ? 0
                : samples.getLast().stats().engineNanos()
                        - samples.getFirst().stats().engineNanos();
    }

    /** Mean time in the engine; absent where it is a mean of too few. */
    OptionalDouble nanosPerPicture(long least) {
        return pictures() < least ? OptionalDouble.empty() : OptionalDouble.of((double) engineNanos() / pictures());
    }

    /** Absent where they are too few to tell. */
    OptionalDouble picturesPerSecond(long least) {
        return pictures() < least ? OptionalDouble.empty() : OptionalDouble.of(pictures() * 1e9 / nanos());
    }

    /** The share of the time the engine was at work, 0 to 1. */
    double busy() {
        return nanos() == 0 ? 0 : (double) engineNanos() / nanos();
    }
}
