package io.maskgate.daemon.mqtt;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the broker answered by ending the connection or not at all, by its topic or filter. One that does not allow it may
 * do so each time, and would keep the gateway from ever delivering an event; a network that breaks now and then looks the
 * same once or twice. Three times in a row is believed, and any other answer ends the row. One without an end of the connection
 * may be of a broker that is silent for some minutes, with a full disk of its own for instance: that is believed for a minute,
 * then for twice as long each further time. Used by one thread; times are nanoseconds.
 */
final class Suspects {
    static final int FAILURES = 3;
    static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SILENT = Duration.ofMinutes(1);
    /** What is said at each connection was said again by then. */
    private static final Duration TRIAL = Duration.ofMinutes(10);

    private final Map<String, Failed> failed = new HashMap<>();

    /**
     * @param latest nanoseconds
     * @param silent whether the connection never ended at it in this row
     * @param again whether it is to be tried whatever time has passed
     */
    private record Failed(int times, long latest, boolean silent, boolean again) {
        Failed more(long now, boolean silentToo) {
            return new Failed(times + 1, now, silent && silentToo, false);
        }
    }

    /** The connection ended at it, or there was no answer. Returns how many times in a row. */
    int ended(String name, long now) {
        return failed(name, now, false);
    }

    private int failed(String name, long now, boolean silent) {
        return failed.merge(name, new Failed(1, now, silent, false), (before, _) -> before.more(now, silent)).times;
    }

    /**
     * The same, while these had no answer either.
     *
     * @param silent whether the connection was still there
     */
    int ended(String name, Stream<String> unanswered, long now, boolean silent) {
        unanswered.filter(other -> !other.equals(name)).forEach(other -> doubt(other, now));
        return failed(name, now, silent);
    }

    /** The connection ended while it had no answer either: one that was left out before may have been why. */
    void doubt(String name, long now) {
        failed.merge(
                name,
                new Failed(0, now, true, true),
                (before, _) -> new Failed(before.times, now, before.silent, true));
    }

    /** The broker said something of it. */
    void answered(String name) {
        failed.remove(name);
    }

    /** What is left out is tried once more, whatever time has passed: somebody may have mended the broker. */
    void doubtAll() {
        failed.replaceAll((_, each) -> new Failed(each.times, each.latest, each.silent, true));
    }

    /** The same of what no connection ended at: the broker was away meanwhile. */
    void doubtSilence() {
        failed.replaceAll((_, each) -> each.silent ? new Failed(each.times, each.latest, true, true) : each);
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

    /** Whether it had no answer, and no connection ended at it in this row. */
    boolean isSilent(String name) {
        var before = failed.get(name);
        return before != null && before.silent;
    }

    /** For how long it is left out now. */
    Duration pause(String name) {
        var before = failed.get(name);
        if (before == null || !before.silent) {
            return LONGEST;
        }
        var pause = SILENT.multipliedBy(1L << Math.clamp(before.times - FAILURES, 0, Integer.SIZE - 2));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    /** As {@link #pause}, for a person. */
    String words(String name) {
        return isSilent(name)
                ? "left out for a minute, then for twice as long each time, since the broker did not answer it three times"
                : "left out for an hour, since the broker answered it three times by ending the connection or not at all";
    }

    /** Whether it is not to be tried: three times in a row, of which the last is not long enough ago. */
    boolean isLeftOut(String name, long now) {
        var before = failed.get(name);
        return before != null
                && !isTried(before)
                && now - before.latest <= pause(name).toNanos();
    }

    private static boolean isTried(Failed each) {
        return each.times < FAILURES || each.again;
    }

    /**
     * Whether any is about to be tried again, be it that it is only in doubt. Where several messages are on their way nobody
     * knows at which of them the connection ended: a broker need not have sent its answers to those before.
     */
    boolean isAnyOnTrial(long now) {
        return failed.entrySet().stream().anyMatch(entry -> {
            var each = entry.getValue();
            long since = now
                    - each.latest
                    - (isTried(each) ? 0 : pause(entry.getKey()).toNanos());
            return since >= 0 && since < TRIAL.toNanos();
        });
    }
}
