package io.maskgate.daemon.mqtt;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the broker answered by ending the connection or not at all, by its topic or filter. One that does not allow it may
 * do so each time, and would keep the gateway from ever delivering an event; a network that breaks now and then looks the
 * same once or twice. Three times in a row is believed, and any other answer ends the row. Used by one thread; times are
 * nanoseconds.
 */
final class Suspects {
    static final int FAILURES = 3;
    static final Duration LEFT_OUT = Duration.ofHours(1);
    static final String WHY = "since the broker answered it three times by ending the connection or not at all";
    /** What is said at each connection was said again by then. */
    private static final Duration TRIAL = Duration.ofMinutes(10);

    private final Map<String, Failed> failed = new HashMap<>();

    /** @param latest nanoseconds */
    private record Failed(int times, long latest) {}

    /** The connection ended at it, or there was no answer. Returns how many times in a row. */
    int ended(String name, long now) {
        return failed.merge(name, new Failed(1, now), (before, _) -> new Failed(before.times + 1, now)).times;
    }

    /** The same, while these had no answer either. */
    int ended(String name, Stream<String> unanswered, long now) {
        unanswered.filter(other -> !other.equals(name)).forEach(other -> doubt(other, now));
        return ended(name, now);
    }

    /** The connection ended while it had no answer either: one that was left out before may have been why. */
    void doubt(String name, long now) {
        failed.merge(name, new Failed(0, now), (before, _) -> new Failed(Math.min(before.times, FAILURES - 1), now));
    }

    /** The broker said something of it. */
    void answered(String name) {
        failed.remove(name);
    }

    /** Whoever was suspected may have had nothing to do with it. */
    void forget() {
        failed.clear();
    }

    /** How many times in a row the connection ended at it. */
    int times(String name) {
        var before = failed.get(name);
        return before == null ? 0 : before.times;
    }

    /** Whether it is not to be tried: three times in a row, of which the last is less than an hour ago. */
    boolean isLeftOut(String name, long now) {
        var before = failed.get(name);
        return before != null && before.times >= FAILURES && now - before.latest <= LEFT_OUT.toNanos();
    }

    /**
     * Whether any is about to be tried again, be it that it is only in doubt. Where several messages are on their way nobody
     * knows at which of them the connection ended: a broker need not have sent its answers to those before.
     */
    boolean isAnyOnTrial(long now) {
        return failed.values().stream().anyMatch(each -> {
            long since = now - each.latest - (each.times < FAILURES ? 0 : LEFT_OUT.toNanos());
            return since >= 0 && since < TRIAL.toNanos();
        });
    }
}
