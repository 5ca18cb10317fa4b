package io.maskgate.daemon.privacy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The interval that is being counted. Immutable.
 *
 * @param id of its aggregate, given at its begin so that a repeat after a crash is known as one
 */
record Interval(UUID id, Instant from, Instant to, Map<String, Passages> cameras) {
    private static final Duration PUT_RIGHT = Duration.ofSeconds(5);

    Interval {
        cameras = Map.copyOf(cameras);
    }

    /**
     * Begins one. Its end is a multiple of the length since 1970, at least one length from now: the first after a start
     * is longer than the others, and none is shorter.
     */
    static Interval begin(UUID id, Instant now, Duration length) {
        long millis = length.toMillis();
        long from = now.toEpochMilli();
        long to = -Math.floorDiv(-(from + millis), millis) * millis;
        return new Interval(id, now, Instant.ofEpochMilli(to), Map.of());
    }

    /** The same, but not shorter than this: the length may have been configured anew since its begin. */
    Interval atLeast(Duration length) {
        return Duration.between(from, to).compareTo(length) < 0
                ? new Interval(id, from, begin(id, from, length).to, cameras)
                : this;
    }

    /** How much longer than planned it has taken, by a clock that nobody sets. */
    Duration late(Duration taken) {
        var late = taken.minus(Duration.between(from, to));
        return late.isNegative() ? Duration.ZERO : late;
    }

    /**
     * The one after this. It begins where this one ends, so that intervals meet, unless the time since then never passed:
     * the clock was put forward, by more than a time server puts it right.
     */
    Interval next(UUID nextId, Instant now, Duration length, Duration late) {
        var since = Duration.between(to, now);
        boolean meets =
                !since.isNegative() && since.compareTo(length) < 0 && since.compareTo(late.plus(PUT_RIGHT)) <= 0;
        return begin(nextId, meets ? to : now, length);
    }

    Interval plus(String camera, Passages more) {
        var sum = new LinkedHashMap<>(cameras);
        sum.merge(camera, more, Passages::plus);
        return new Interval(id, from, to, sum);
    }
}
