package io.maskgate.daemon.events;

import io.maskgate.hw.inference.MaskLabel;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A face crossed a line.
 *
 * @param id UUID version 7: the same for every delivery
 * @param line its name in the configuration
 * @param track the face's, as in its events
 * @param label empty while it is not settled
 * @param at when the face was first seen beyond the line
 */
public record LineCrossing(
        UUID id,
        String gateway,
        String camera,
        String line,
        Direction direction,
        String track,
        Optional<MaskLabel> label,
        Instant at)
        implements RuleNews {
    /** Seen along the line, from its first point to its second. */
    public enum Direction {
        /** From the left to the right. */
        IN,
        /** From the right to the left. */
        OUT;

        /** The word in the JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
