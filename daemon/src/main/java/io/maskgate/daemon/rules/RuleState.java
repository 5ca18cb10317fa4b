package io.maskgate.daemon.rules;

import io.maskgate.daemon.events.LineCrossing.Direction;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a camera's rules stand.
 *
 * @param alarm empty where none is configured
 * @param compliance percent; empty where no face was seen within the window
 * @param quiet whether it is a quiet hour
 * @param silent whether it is one in which who appears is not told of
 * @param lines how often each line was crossed today, by its name
 */
public record RuleState(
        Optional<Alarm> alarm, OptionalInt compliance, boolean quiet, boolean silent, Map<String, Crossings> lines) {
    public static final RuleState NONE = new RuleState(Optional.empty(), OptionalInt.empty(), false, false, Map.of());

    public RuleState {
        lines = Map.copyOf(lines);
    }

    /**
     * @param since since when there are too many; present while the alarm is on
     * @param peak most at the same time during it; 0 while it is off
     */
    public record Alarm(boolean on, Optional<Instant> since, int peak) {}

    /**
     * @param since midnight, or when this process began to count (by the clock as it was set later), its clock was set to
     *     another day, or a reload added, moved or turned the line
     */
    public record Crossings(int in, int out, Instant since) {
        Crossings plus(Direction direction) {
            return switch (direction) {
                case IN -> new Crossings(in + 1, out, since);
                case OUT -> new Crossings(in, out + 1, since);
            };
        }
    }
}
