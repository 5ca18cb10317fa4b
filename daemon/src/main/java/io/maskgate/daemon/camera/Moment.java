package io.maskgate.daemon.camera;

import io.maskgate.hw.video.MediaClock;
import java.time.Duration;
import java.time.Instant;

/**
 * When something was. By which time of day is told anew where that has been set meanwhile, as some minutes after a start
 * without a clock that goes on without power; otherwise it stays as it is. Confined by whoever has it.
 */
final class Moment {
    /** Less is no news, and may be what lies between asking one clock and the other. */
    private static final Duration SET = Duration.ofSeconds(1);

    private final long nanos;
    private Instant wall;

    private Moment(long nanos, Instant wall) {
        this.nanos = nanos;
        this.wall = wall;
    }

    static Moment now(MediaClock clock) {
        return new Moment(clock.nanos(), clock.wall());
    }

    Instant wall(MediaClock clock) {
        var by = clock.wall().minusNanos(clock.nanos() - nanos);
        if (Duration.between(wall, by).abs().compareTo(SET) > 0) {
            wall = by;
        }
        return wall;
    }
}
