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

    /** The one after this: where nothing held its end up it begins there, so that intervals meet. */
    Interval next(UUID nextId, Instant now, Duration length) {
        boolean prompt = !now.isBefore(to) && Duration.between(to, now).compareTo(length) < 0;
        return begin(nextId, prompt ? to : now, length);
    }

    Interval plus(String camera, Passages more) {
        var sum = new LinkedHashMap<>(cameras);
        sum.merge(camera, more, Passages::plus);
        return new Interval(id, from, to, sum);
    }
}
