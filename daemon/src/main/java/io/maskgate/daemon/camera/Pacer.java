package io.maskgate.daemon.camera;

/**
 * Which frames of a stream are looked at: at most {@code rate} a second on average, evenly, judged by frame time. A late
 * frame does not lead to a burst, and one that is early by a quarter of the interval counts, since cameras are not exact.
 * Not thread-safe.
 */
final class Pacer {
    private final long interval;
    private final long early;
    private boolean any;
    private long due;

    /** @param rate frames a second, above 0 */
    Pacer(double rate) {
        interval = (long) (1e9 / rate);
        early = interval / 4;
    }

    /** @param nanos frame time */
    boolean due(long nanos) {
        long ahead = due - nanos;
        // Further ahead than that is no waiting time: the clock of the stream has gone back.
        boolean goneBack = ahead > 2 * interval;
        if (any && ahead > early && !goneBack) {
            return false;
        }
        boolean steady = any && !goneBack && -ahead < interval;
        due = (steady ? due : nanos) + interval;
        any = true;
        return true;
    }
}
