package io.maskgate.daemon.events;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An alarm began or ended: more faces without a mask than may be, for longer than may be.
 *
 * @param id UUID version 7: the same for every delivery
 * @param alarm the id of the event with which this alarm began
 * @param zone in which faces count; empty for the whole picture
 * @param above more than so many are too many
 * @param peak most at the same time so far
 * @param since since when there were too many
 * @param ended present when it is over
 * @param at when this was decided
 */
public record AlarmEvent(
        UUID id,
        UUID alarm,
        String gateway,
        String camera,
        Optional<String> zone,
        int above,
        int peak,
        Instant since,
        Optional<Ended> ended,
        Instant at)
        implements RuleNews {

    /**
     * How it ended.
     *
     * @param until since when there were not too many any more, or when it was ended otherwise
     */
    public record Ended(Instant until, Reason reason) {}

    /** Why an alarm ended. */
    public enum Reason {
        /** There were not too many for long enough. */
        CLEARED,
        /** Quiet hours began. */
        QUIET,
        /** The alarm or its camera is no more in the configuration. */
        CONFIGURATION;

        /** The word in the JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Reason> of(String text) {
            return Arrays.stream(values())
                    .filter(reason -> reason.text().equals(text))
                    .findFirst();
        }
    }

    /** The end of the alarm this event began. */
    public AlarmEvent ended(UUID next, int most, Instant until, Reason reason, Instant now) {
        return new AlarmEvent(
                next, alarm, gateway, camera, zone, above, most, since, Optional.of(new Ended(until, reason)), now);
    }

    /** The same, where the clock was set after it had begun. */
    public AlarmEvent withSince(Instant by) {
        return new AlarmEvent(id, alarm, gateway, camera, zone, above, peak, by, ended, at);
    }

    /** Whether there is an alarm after this. */
    public boolean on() {
        return ended.isEmpty();
    }
}
