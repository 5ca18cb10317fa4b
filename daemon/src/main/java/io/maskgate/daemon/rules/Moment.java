package io.maskgate.daemon.rules;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment, by both clocks.
 *
 * @param nanos of a monotonic clock, which nobody sets
 */
record Moment(Instant wall, long nanos) {
    /** Pictures are seconds late; a clock that is off by more than that was set. */
    private static final Duration SET = Duration.ofMinutes(1);

    /** By how much the wall clock was set until then; zero where it was not. */
    Duration set(Moment next) {
        var step = Duration.between(wall, next.wall).minusNanos(next.nanos - nanos);
        return step.abs().compareTo(SET) > 0 ? step : Duration.ZERO;
    }

    /** The same by the wall clock as it is now: one that was set meanwhile was wrong then. */
    Moment by(Moment now) {
        return new Moment(wall.plus(set(now)), nanos);
    }
}
