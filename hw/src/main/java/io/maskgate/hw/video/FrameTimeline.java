package io.maskgate.hw.video;

import java.time.Duration;
import java.time.Instant;

/**
 * Turns presentation time stamps into {@link FrameTime}s that strictly increase, whatever the stamps do.
 *
 * <p>Live: a stamp is mapped through an anchor (stamp, arrival of its packet). The anchor moves to the arrival when the mapping is off by more
 * than {@link #LIVE_TOLERANCE} or the stamps go backwards, moves earlier when a picture would come from the future (so
 * it settles on the shortest delay seen), and creeps later by a 1024th of the delay, which absorbs a camera clock that
 * runs slow. File: time follows the stamps from the moment of opening; a step backwards, or one of more than {@link
 * #FILE_TOLERANCE} forwards, continues one frame after the last. Packets whose pictures are not decoded are followed too:
 * otherwise time would stand still where none is, and none would ever be due. Segments, whose pictures come many at once: each is due as
 * its stamp says, mostly in the future, so that who waits for it sees them evenly; the anchor moves to the arrival when a
 * packet comes more than {@link #LIVE_TOLERANCE} after it is due, or the stamps step by as much, as where segments were missed.
 * What a stall cost is made up for, a sixteenth faster than the stamps, as long as the server has the pictures: otherwise each
 * would add to the delay for good.
 */
final class FrameTimeline {
    /** Where pictures come from. */
    enum Kind {
        LIVE,
        /** Live too, by HLS. */
        SEGMENTS,
        FILE
    }

    static final long NO_STAMP = Long.MIN_VALUE;
    /** Below the two seconds after which a face not seen is gone: a jump alone must not end a track. */
    static final Duration LIVE_TOLERANCE = Duration.ofMillis(1_500);

    static final Duration FILE_TOLERANCE = Duration.ofMinutes(1);
    private static final long DEFAULT_FRAME_NANOS = 40_000_000;
    private static final int CREEP_SHIFT = 10;
    private static final int HASTE_SHIFT = 4;
    private static final int HOPE_SHIFT = 8;
    /** More packets than any decoder holds back pictures. */
    private static final int ARRIVALS = 64;

    private final MediaClock clock;
    private final Kind kind;
    private final Instant startWall;
    private final long startNanos;
    private boolean anchored;
    private long offset;
    /** Of segments: where the delay began, which is as short as it may become. */
    private long first;

    /** Of segments: the one with the shortest delay the server keeps up with, so far as is seen lately. */
    private long least;

    /** Of segments: the latest stamp; those of packets go to and fro. */
    private long newest;

    private long lastStamp;
    private long last;
    private boolean any;
    /** Of a file: the latest time of any picture or packet. */
    private long reached;

    /** Of a file: the offset of packets after a step forwards of which no picture has been decoded yet; else that of pictures. */
    private long ahead;

    private long jumps;
    private final long[] arrivedStamps = new long[ARRIVALS];
    private final long[] arrivedNanos = new long[ARRIVALS];
    /** In an int it would be negative after 2.3 years at 30 a second. */
    private long arrivals;

    FrameTimeline(MediaClock clock, Kind kind) {
        this(clock, kind, 0);
    }

    /** @param arrivals packets that came already; a seam for tests of a connection of years */
    FrameTimeline(MediaClock clock, Kind kind, long arrivals) {
        this.arrivals = arrivals;
        this.clock = clock;
        this.kind = kind;
        this.startWall = clock.wall();
        this.startNanos = clock.nanos();
        this.reached = startNanos;
    }

    /** The packet of a picture has come: that, and not when it is decoded, is what its time is judged by. */
    void arrived(long stamp) {
        int at = (int) (arrivals++ & ARRIVALS - 1);
        arrivedStamps[at] = stamp;
        arrivedNanos[at] = kind == Kind.SEGMENTS ? segmentNanos(stamp) : clock.nanos();
    }

    private long arrival(long stamp) {
        for (int i = 1; i <= Math.min(arrivals, ARRIVALS); i++) {
            int at = (int) (arrivals - i & ARRIVALS - 1);
            if (arrivedStamps[at] == stamp) {
                return arrivedNanos[at];
            }
        }
        return kind == Kind.SEGMENTS && anchored ? stamp + offset : clock.nanos();
    }

    /**
     * The time of the next picture.
     *
     * @param stamp presentation time in nanoseconds, or {@link #NO_STAMP}
     * @param duration of one frame in nanoseconds, 0 if unknown
     */
    FrameTime next(long stamp, long duration) {
        long nanos = switch (kind) {
            case LIVE -> liveNanos(stamp);
            case SEGMENTS -> stamp == NO_STAMP ? clock.nanos() : arrival(stamp);
            case FILE -> fileNanos(stamp, duration > 0 ? duration : DEFAULT_FRAME_NANOS);
        };
        if (any && nanos - last <= 0) {
            nanos = last + 1;
        }
        any = true;
        last = nanos;
        reached = Math.max(reached, nanos);
        Instant wall = kind == Kind.FILE
                ? startWall.plusNanos(nanos - startNanos)
                : clock.wall().minusNanos(clock.nanos() - nanos);
        return new FrameTime(nanos, wall);
    }

    /**
     * When the picture of a packet with this stamp would be due, without taking it in.
     *
     * @param stamp as with {@link #next}, but in order of decoding; of a file, that of each packet
     */
    long peek(long stamp) {
        return switch (kind) {
            case LIVE -> clock.nanos();
            case SEGMENTS -> anchored && stamp != NO_STAMP ? stamp + offset : clock.nanos();
            case FILE -> stamp != NO_STAMP && anchored ? filePeek(stamp) : any ? last : startNanos;
        };
    }

    private long filePeek(long stamp) {
        boolean jumped = Math.abs(stamp + ahead - reached) < Math.abs(stamp + offset - reached);
        long nanos = stamp + (jumped ? ahead : offset);
        if (nanos - reached > FILE_TOLERANCE.toNanos()) {
            nanos = reached + DEFAULT_FRAME_NANOS;
            ahead = nanos - stamp;
        }
        // After a step backwards it lies in the past, which is due at once: the picture moves the anchor.
        reached = Math.max(reached, nanos);
        return nanos;
    }

    private long liveNanos(long stamp) {
        if (stamp == NO_STAMP) {
            return clock.nanos();
        }
        long now = arrival(stamp);
        long delay = now - (stamp + offset);
        boolean backwards = anchored && stamp <= lastStamp;
        boolean far = Math.abs(delay) > LIVE_TOLERANCE.toNanos();
        if (anchored && (backwards || far)) {
            jumps++;
        }
        if (!anchored || backwards || far || delay < 0) {
            offset = now - stamp;
        } else {
            offset += delay >> CREEP_SHIFT;
        }
        anchored = true;
        lastStamp = stamp;
        return stamp + offset;
    }

    private long segmentNanos(long stamp) {
        long now = clock.nanos();
        if (stamp == NO_STAMP) {
            return now;
        }
        boolean far = Math.abs(stamp - lastStamp) > LIVE_TOLERANCE.toNanos();
        boolean late = now - (stamp + offset) > LIVE_TOLERANCE.toNanos();
        if (anchored && (far || late)) {
            jumps++;
        }
        if (!anchored || far || late) {
            // After those still to be shown.
            offset = (any && last - now > 0 ? last + DEFAULT_FRAME_NANOS : now) - stamp;
        }
        if (!anchored || far) {
            first = offset;
            least = offset;
            newest = stamp;
        } else if (!late && now - (stamp + offset) > LIVE_TOLERANCE.toNanos() / 3) {
            // It comes as it is made: there is nothing in hand to hurry through.
            least = Math.max(least, offset);
        } else if (!late && stamp > newest) {
            offset = Math.min(offset, Math.max(least, offset - (stamp - newest >> HASTE_SHIFT)));
            // One that was late alone, as where the playlist was fetched anew, is no reason to stay behind for good.
            least = Math.max(first, least - (stamp - newest >> HOPE_SHIFT));
        }
        newest = Math.max(newest, stamp);
        anchored = true;
        lastStamp = stamp;
        return stamp + offset;
    }

    private long fileNanos(long stamp, long duration) {
        if (stamp == NO_STAMP) {
            return any ? last + duration : startNanos;
        }
        boolean far = Math.abs(stamp - lastStamp) > FILE_TOLERANCE.toNanos();
        if (!anchored) {
            offset = (any ? last + duration : startNanos) - stamp;
            ahead = offset;
        } else if (stamp <= lastStamp || far) {
            jumps++;
            offset = (far ? reached : last) + duration - stamp;
            ahead = offset;
        }
        anchored = true;
        lastStamp = stamp;
        return stamp + offset;
    }

    /** How often the stamps jumped. */
    long jumps() {
        return jumps;
    }
}
