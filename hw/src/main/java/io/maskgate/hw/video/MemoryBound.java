package io.maskgate.hw.video;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of this process above which FFmpeg's bindings refuse to allocate. FFmpeg itself knows no bound, and what its
 * streams take is most of it: so a stream begins only below the bound.
 */
public final class MemoryBound {
    /** A collection stops all cameras for a moment, and seldom frees much. */
    private static final long COLLECTED_EVERY = Duration.ofMinutes(1).toNanos();

    private static final AtomicLong COLLECTED = new AtomicLong(System.nanoTime() - COLLECTED_EVERY);

    private MemoryBound() {}

    /** Whether there is more in use already; false where no bound is set. */
    public static boolean isExceeded() {
        long most = Pointer.maxPhysicalBytes();
        return most > 0 && Pointer.physicalBytes() > most;
    }

    /** Refuses a stream for which there is no memory, before a camera is called in vain. */
    static void check(VideoSpec spec) throws VideoException {
        if (isExceeded()) {
            collect();
            throw Failures.starved(spec);
        }
    }

    /** Pictures that nobody uses any more go with their Java objects, so small that Java alone sees no reason to collect them. */
    private static void collect() {
        long now = System.nanoTime();
        long last = COLLECTED.get();
        if (now - last >= COLLECTED_EVERY && COLLECTED.compareAndSet(last, now)) {
            System.gc();
        }
    }
}
