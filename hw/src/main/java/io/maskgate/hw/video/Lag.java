package io.maskgate.hw.video;

import java.util.concurrent.TimeUnit;

/**
 * How far a live stream is read behind its camera because its pictures take longer to decode than to come, and which
 * packets are left out to end that. What waits in the buffers grows by the time spent on what was read, and shrinks by
 * what the stamps go on; a read that waits finds the buffers empty, which is how a network that stalls, and a camera whose
 * stamps go too slowly, are told from a slow machine. A machine that catches up by itself, as after a look that got closer,
 * is left to do so. Where it does not, all packets are left out until the buffers are empty, and from there to the next key
 * frame. Pure.
 */
final class Lag {
    /** What the times of pictures allow for; see {@link FrameTimeline}. */
    static final long MOST = FrameTimeline.LIVE_TOLERANCE.toNanos();
    /** So long it must last. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    /** What lasts at least so much shorter in that time is about to end by itself. */
    private static final long CAUGHT_UP = PATIENCE / 4;
    /** A read that took this long has waited for the camera. Seldom, another thread had the processor. */
    private static final long WAITED = TimeUnit.MILLISECONDS.toNanos(5);
    /** Reads that waited this long together have found the buffers empty. */
    private static final long EMPTY = TimeUnit.MILLISECONDS.toNanos(30);
    /**
     * More than waited before the first packet, which {@link #lag} does not know of: who sends so much more without a
     * pause does not send as it comes.
     */
    private static final long UNPACED = TimeUnit.SECONDS.toNanos(10);

    /** A long group is forgotten by so much with each key frame after it. */
    private static final int FORGETS = 8;

    private static final long UNKNOWN = FrameTimeline.NO_STAMP;

    private final long longestGroup;
    private long lag;
    private boolean begun;
    private long before;
    private long waited;
    private long newest = UNKNOWN;
    private long lastKey = UNKNOWN;
    /** The longest time between two key frames lately, since many cameras send them rarely where nothing moves; 0 until it is known. */
    private long group;

    private boolean late;
    private long lateSince;
    private long lateBy;
    private boolean leaving;
    private boolean empty;
    private long idle;

    /** @param longestGroup nanoseconds; where key frames are further apart, nothing is left out */
    Lag(long longestGroup) {
        this.longestGroup = longestGroup;
    }

    /** A read took so long. */
    void read(long nanos) {
        waited += nanos >= WAITED ? nanos : 0;
    }

    /**
     * A video packet was read.
     *
     * @param stamp of decoding, or {@link FrameTimeline#NO_STAMP}
     * @param key whether decoding can begin here
     * @param sparse whether key frames suffice: then nothing new is left out
     * @return whether it must not be decoded; what comes after begins with a key frame
     */
    boolean leaves(long stamp, boolean key, boolean sparse, long now) {
        long rested = waited;
        grow(stamp, now);
        if (key && stamp != UNKNOWN) {
            group = lastKey != UNKNOWN && stamp > lastKey ? Math.max(stamp - lastKey, group - group / FORGETS) : group;
            lastKey = stamp;
        }
        if (!leaving) {
            leaving = lasts(now) && !sparse && keyIsNear();
            empty = false;
            idle = 0;
        } else {
            idle += lag <= 0 ? rested : 0;
            empty |= idle >= EMPTY || lag < -UNPACED;
            if (key && (empty || sparse)) {
                leaving = false;
                lag = 0;
            }
        }
        return leaving;
    }

    private void grow(long stamp, long now) {
        long elapsed = begun ? now - before : 0;
        begun = true;
        before = now;
        long rested = waited;
        waited = 0;
        boolean known = stamp != UNKNOWN && newest != UNKNOWN;
        // Pictures that are decoded later than shown stand behind the newest; stamps that stand still tell nothing.
        boolean reordered = known && stamp < newest && newest - stamp < MOST;
        if (known && stamp > newest) {
            lag += elapsed - rested - (stamp - newest);
        } else if (reordered) {
            lag += elapsed - rested;
        }
        lag -= rested;
        if (!leaving) {
            lag = Math.max(0, lag);
        }
        newest = reordered || stamp == UNKNOWN ? newest : stamp;
    }

    private boolean lasts(long now) {
        if (lag <= MOST) {
            late = false;
            return false;
        }
        if (late && now - lateSince < PATIENCE) {
            return false;
        }
        boolean lasts = late && lateBy - lag < CAUGHT_UP;
        late = true;
        lateSince = now;
        lateBy = lag;
        return lasts;
    }

    private boolean keyIsNear() {
        return group > 0 && Math.max(group, newest - lastKey) <= longestGroup;
    }
}
