package io.maskgate.hw.video;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of this process above which FFmpeg's bindings refuse to allocate. FFmpeg itself knows no bound, and what its
 * streams take is most of it: so a stream begins only below the bound, and where those that have begun will find room too.
 * What it takes itself is known only once its camera was called, and may lead above the bound: it goes on then, and whatever
 * else is to be allocated is refused.
 */
public final class MemoryBound {
    /** A collection stops all cameras for a moment, and seldom frees much. */
    private static final long COLLECTED_EVERY = Duration.ofMinutes(1).toNanos();
    /** Of a stream that is decoded: five to six pictures. */
    private static final int BYTES_A_PIXEL = 8;
    /** Of 4K. One that says of itself that it is larger does not keep all others away with it. */
    private static final long MOST_PIXELS = 3840 * 2160;

    private static final AtomicLong COLLECTED = new AtomicLong(System.nanoTime() - COLLECTED_EVERY);
    private static final AtomicLong PROMISED = new AtomicLong();

    private MemoryBound() {}

    /**
     * What the pictures of a stream are going to take, from when their size is known until one is there: a key frame may be
     * seconds away. Confined to one thread.
     */
    static final class Promise implements AutoCloseable {
        private long bytes;

        Promise(int width, int height) {
            bytes = BYTES_A_PIXEL * Math.min(MOST_PIXELS, (long) width * height);
            PROMISED.addAndGet(bytes);
        }

        @Override
        public void close() {
            // Each picture asks.
            if (bytes > 0) {
                PROMISED.addAndGet(-bytes);
                bytes = 0;
            }
        }
    }

    static long promised() {
        return PROMISED.get();
    }

    /** Whether there is more in use already; false where no bound is set. */
    static boolean isExceeded() {
        return isAbove(0);
    }

    /** Whether there is no room for another stream, with what those that have begun are going to take. */
    public static boolean isFull() {
        return isAbove(PROMISED.get());
    }

    private static boolean isAbove(long more) {
        long most = Pointer.maxPhysicalBytes();
        try {
            return most > 0 && Pointer.physicalBytes() + more > most;
        } catch (UnsatisfiedLinkError _) {
            // Whoever loads FFmpeg next is told why its libraries do not load; that is not known here.
            return false;
        }
    }

    /** Refuses a stream for which there is no memory, before a camera is called in vain. */
    static void check(VideoSpec spec) throws VideoException {
        if (isFull()) {
            collect();
            throw Failures.starved(spec, allowed());
        }
    }

    /** A stream whose opening found no memory on its way, as where what was free was less than it takes. */
    public static VideoException refused(VideoSpec spec, OutOfMemoryError cause) {
        var refused = refused(spec, innermost(cause));
        refused.initCause(cause);
        return refused;
    }

    private static VideoException refused(VideoSpec spec, String found) {
        if (found.contains("native thread")) {
            return Failures.of(
                    VideoException.Reason.EXHAUSTED,
                    spec,
                    "no thread is left for it (" + found
                            + "); raise TasksMax= of the service, or the limit of processes of" + " the container");
        }
        // Its figures are others each time, and would be news each time.
        return Failures.starved(spec, found.contains("maxPhysicalBytes") ? allowed() : found);
    }

    /** What ran out; JavaCPP's outer words name what was to be allocated. */
    private static String innermost(Throwable cause) {
        var inner = cause.getCause();
        return inner == null ? String.valueOf(cause.getMessage()) : innermost(inner);
    }

    private static String allowed() {
        return "maxPhysicalBytes allows " + (Pointer.maxPhysicalBytes() >> 20) + " MB";
    }

    /** Before something else than a stream is allocated, which would be refused until a stream is opened. */
    public static void relieve() {
        if (isExceeded()) {
            collect();
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
