package io.maskgate.daemon.outbox;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/** Counts what is given up; says so once when an episode begins and once, with the number, when it is over. */
final class Losses {
    /** So long without a further loss ends an episode that has one cause, or whose cause may be over. */
    private static final Duration QUIET = Duration.ofMinutes(1);
    /** The same where events are lost one by one, with the gaps in which they came. */
    private static final Duration LONG_QUIET = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger(Losses.class.getName());

    private final GatewayMetrics metrics;
    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final Map<Reason, Episode> episodes = new EnumMap<>(Reason.class);
    private long total;

    /** @param nanoTime a clock that nobody sets: what is over is over, whatever the time of day becomes */
    Losses(GatewayMetrics metrics, InstantSource wall, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.wall = wall;
        this.nanoTime = nanoTime;
    }

    /** Why a message is given up; the label of the metric in lower case. */
    enum Reason {
        SIZE("the outbox is full, the oldest events go"),
        AGE("events waited longer than allowed"),
        DAMAGED("the outbox file was damaged"),
        DISK("the disk takes no events and memory for them is full, the oldest go"),
        REFUSED("the broker refuses events for good"),
        WITHDRAWN("events of an earlier privacy mode may not leave any more and are deleted"),
        CLOSED("events came after the outbox was closed"),
        STOPPED("the disk did not take events before the outbox was closed");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    /** @param latest nanoseconds */
    private record Episode(Instant since, long latest, long lost) {}

    synchronized void lost(Reason reason, long messages) {
        if (messages == 0) {
            return;
        }
        long now = nanoTime.getAsLong();
        total += messages;
        metrics.outboxLost.labelValues(reason.name().toLowerCase(Locale.ROOT)).inc(messages);
        var before = episodes.get(reason);
        if (before == null) {
            LOG.log(Level.WARNING, "Events are being lost: {0}.", reason.words);
            episodes.put(reason, new Episode(wall.instant(), now, messages));
        } else {
            episodes.put(reason, new Episode(before.since, now, before.lost + messages));
        }
    }

    /** @param waiting whether messages wait, which may be lost in their turn */
    synchronized void endQuietEpisodes(boolean waiting) {
        long now = nanoTime.getAsLong();
        end((reason, episode) -> now - episode.latest > quiet(reason, waiting).toNanos());
    }

    private static Duration quiet(Reason reason, boolean waiting) {
        return switch (reason) {
            case SIZE, AGE -> waiting ? LONG_QUIET : QUIET;
            // That nothing waits tells nothing: the broker takes the events of others.
            case REFUSED -> LONG_QUIET;
            case DAMAGED, DISK, WITHDRAWN, CLOSED, STOPPED -> QUIET;
        };
    }

    /** Nothing more comes. */
    synchronized void endEpisodes() {
        end((_, _) -> true);
    }

    private void end(BiPredicate<Reason, Episode> which) {
        episodes.entrySet().removeIf(entry -> {
            var episode = entry.getValue();
            boolean over = which.test(entry.getKey(), episode);
            if (over) {
                LOG.log(
                        Level.WARNING,
                        "{0} events were lost since {1}: {2}.",
                        Long.toString(episode.lost),
                        episode.since,
                        entry.getKey().words);
            }
            return over;
        });
    }

    /** The running episodes in words; empty when there is none. */
    synchronized String words() {
        var words = new StringJoiner("; ");
        episodes.forEach(
                (reason, episode) -> words.add(reason.words + ": " + episode.lost + " lost since " + episode.since));
        return words.toString();
    }

    synchronized long total() {
        return total;
    }
}
