package io.maskgate.daemon.rules;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a camera's rules stand.
 *
 * @param alarm empty where none is configured
 * @param compliance percent; empty where no face was seen within the window
 * @param quiet whether it is a quiet hour
 */
public record RuleState(Optional<Alarm> alarm, OptionalInt compliance, boolean quiet) {
    public static final RuleState NONE = new RuleState(Optional.empty(), OptionalInt.empty(), false);

    /**
     * @param since since when there are too many; present while the alarm is on
     * @param peak most at the same time during it; 0 while it is off
     */
    public record Alarm(boolean on, Optional<Instant> since, int peak) {}
}
