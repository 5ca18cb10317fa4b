package io.maskgate.daemon.camera;

/**
 * Which frames of a stream are looked at: at most {@code rate} a second on average, evenly, judged by frame time. Of the
 * frames around the moment when one is due the nearest counts, since cameras are not exact; a late frame does not lead to
 * a burst. Not thread-safe.
 */
final class Pacer {
    private final long interval;
    private boolean any;
    private long due;
    private long previous;

    /** @param rate frames a second, above 0 */
    Pacer(double rate) {
        interval = (long) (1e9 / rate);
    }

    /** @param nanos frame time */
    boolean due(long nanos) {
        long spacing = any ? nanos - previous : 0;
        previous = nanos;
        long ahead = due - nanos;
        // Further ahead than that is no waiting time: the clock of the stream has gone back.
        boolean goneBack = ahead > 2 * interval;
        // The next frame would be further off if this one is early by less than half of the frames' spacing.
        if (any && !goneBack && ahead > Math.min(spacing, interval) / 2) {
            return false;
        }
        boolean steady = any && !goneBack && -ahead < interval;
        due = (steady ? due : nanos) + interval;
        any = true;
        return true;
    }
}
