package io.maskgate.daemon.outbox;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Counts what is given up; says so once when an episode begins and once, with the number, when it is over. */
final class Losses {
    /** So long without a further loss ends an episode. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(Losses.class.getName());

    private final GatewayMetrics metrics;
    private final Clock clock;
    private final Map<Reason, Episode> episodes = new EnumMap<>(Reason.class);
    private long total;

    Losses(GatewayMetrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Why a message is given up; the label of the metric in lower case. */
    enum Reason {
        SIZE("the outbox is full, the oldest events go"),
        AGE("events waited longer than allowed"),
        DAMAGED("the outbox file was damaged"),
        DISK("the disk takes no events and memory for them is full, the oldest go"),
        REFUSED("the broker refuses events for good"),
        WITHDRAWN("events of an earlier privacy mode may not leave any more and are deleted"),
        CLOSED("events came after the outbox was closed");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    private record Episode(Instant since, Instant latest, long lost) {}

    synchronized void lost(Reason reason, long messages) {
        if (messages == 0) {
            return;
        }
        var now = clock.instant();
        total += messages;
        metrics.outboxLost.labelValues(reason.name().toLowerCase(Locale.ROOT)).inc(messages);
        var before = episodes.get(reason);
        if (before == null) {
            LOG.log(Level.WARNING, "Events are being lost: {0}.", reason.words);
            episodes.put(reason, new Episode(now, now, messages));
        } else {
            episodes.put(reason, new Episode(before.since, now, before.lost + messages));
        }
    }

    synchronized void endQuietEpisodes() {
        var now = clock.instant();
        episodes.entrySet().removeIf(entry -> {
            var episode = entry.getValue();
            boolean over = Duration.between(episode.latest, now).compareTo(QUIET) > 0;
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
