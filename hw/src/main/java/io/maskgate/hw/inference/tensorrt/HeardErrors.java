package io.maskgate.hw.inference.tensorrt;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Errors in the order in which they were said, of all calls that run side by side, since nobody can tell whose they are. So
 * each hears what was said from its beginning on, perhaps too much of it, and takes nothing from another. Thread-safe.
 */
final class HeardErrors {
    private final int kept;
    private final Deque<String> latest = new ArrayDeque<>();
    private long count;

    /** @param kept so many of the latest */
    HeardErrors(int kept) {
        this.kept = kept;
    }

    synchronized void add(String error) {
        if (latest.size() == kept) {
            latest.removeFirst();
        }
        latest.addLast(error);
        count++;
    }

    /** How many there were so far. */
    synchronized long count() {
        return count;
    }

    /** Those after so many, as far as they are kept; empty for none. */
    synchronized String after(long many) {
        long earlier = Math.max(0, latest.size() - (count - many));
        return String.join("; ", latest.stream().skip(earlier).toList());
    }
}
