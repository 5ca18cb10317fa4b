package io.maskgate.daemon.camera;

/**
 * Which frames of a stream are looked at: at most {@code rate} a second, evenly, judged by frame time. A late frame does
 * not lead to a burst. Not thread-safe.
 */
final class Pacer {
    private final long interval;
    private long due = Long.MIN_VALUE;

    Pacer(double rate) {
        interval = (long) (1e9 / rate);
    }

    boolean due(long nanos) {
        if (due != Long.MIN_VALUE && nanos < due && due - nanos <= interval) {
            return false;
        }
        boolean steady = due != Long.MIN_VALUE && nanos - due < interval && nanos >= due;
        due = (steady ? due : nanos) + interval;
        return true;
    }
}
