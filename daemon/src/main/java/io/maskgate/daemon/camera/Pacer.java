package io.maskgate.daemon.camera;

/**
 * Which frames of a stream are looked at: at most {@code rate} a second on average, evenly, judged by frame time. Of the
 * frames around the moment when one is due the nearest counts, since cameras are not exact; a late frame does not lead to
 * a burst. The moments are the same for all cameras of a rate but for each one's phase: cameras of different phases do not
 * wait for each other's looks. Not thread-safe.
 */
final class Pacer {
    private final long interval;
    private final long offset;
    private boolean any;
    private long due;
    private long previous;

    /**
     * @param rate frames a second, above 0
     * @param phase of the moments, in intervals; 0 or more, below 1
     */
    Pacer(double rate, double phase) {
        interval = (long) (1e9 / rate);
        offset = (long) (phase * interval);
    }

    /** The phase of the n-th camera, n from 0: far from those before it, however many there will be (van der Corput). */
    static double phase(int n) {
        return Integer.toUnsignedLong(Integer.reverse(n)) * 0x1p-32;
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
        due = steady ? due + interval : following(nanos);
        any = true;
        return true;
    }

    /** The moment one interval on, half of one earlier or later. */
    private long following(long nanos) {
        long half = interval / 2;
        long since = Math.floorMod(nanos + half - offset, interval);
        return nanos + half + (since == 0 ? 0 : interval - since);
    }
}
