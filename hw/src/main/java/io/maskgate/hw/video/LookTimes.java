package io.maskgate.hw.video;

import java.util.concurrent.TimeUnit;

/** When the next look is due, as the {@link Sampling} asks for it and the key frames come. Times are nanoseconds; pure. */
final class LookTimes {
    /** Cameras are not exact: a picture that comes a tenth early is in time. */
    private static final double NEARLY = 0.9;

    private final Sampling sampling;
    private final Pace looks = new Pace();
    private final Pace keys = new Pace();
    private long lastKey = Long.MIN_VALUE;
    /** Time between the last two key frames; 0 until it is known. */
    private long keySpacing;

    LookTimes(Sampling sampling) {
        this.sampling = sampling;
    }

    /** A key frame came, whether it is looked at or not. */
    void keyCame(long at) {
        keySpacing = lastKey == Long.MIN_VALUE ? 0 : at - lastKey;
        lastKey = at;
    }

    /** Whether the rate asks for a picture by now; where there is none, each is due. */
    boolean due(long at) {
        return sampling.rate() <= 0 || looks.due(at, (long) (NEARLY * interval()));
    }

    private double interval() {
        return TimeUnit.SECONDS.toNanos(1) / sampling.rate();
    }

    /** Whether a key frame may be looked at, where they come faster than anybody looks now and then. */
    boolean keyDue(long at) {
        return keys.due(at, (long) (NEARLY * Sampling.SPARSE_MOST.toNanos()));
    }

    /** A look between key frames costs decoding all since the last: one that is due soon is waited for. */
    boolean floorDue(long at) {
        long floor = sampling.floor().toNanos();
        long untilKey = keySpacing > 0 ? lastKey + keySpacing - at : Long.MAX_VALUE;
        boolean keySoon = Math.abs(untilKey) < floor / 4;
        return looks.due(at, keySoon ? floor + floor / 3 : floor + floor / 10);
    }

    /** A picture of this time is decoded. */
    void looked(long at) {
        looks.mark(at);
    }

    /** A picture of this time is decoded since it was {@link #due}. */
    void dueLooked(long at) {
        if (sampling.rate() > 0) {
            looks.markDue(at, (long) interval());
        } else {
            looks.mark(at);
        }
    }

    /** It is that of a key frame. */
    void keyLooked(long at) {
        keys.mark(at);
    }
}
