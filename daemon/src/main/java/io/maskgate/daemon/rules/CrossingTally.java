package io.maskgate.daemon.rules;

import io.maskgate.daemon.events.LineCrossing.Direction;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How often each line was crossed today; at midnight of the wall clock it begins anew. In memory only. */
final class CrossingTally {
    private final Map<String, RuleState.Crossings> counts = new HashMap<>();
    private Optional<LocalDate> day = Optional.empty();
    private Instant since = Instant.EPOCH;

    /** Time went on. */
    void turn(Instant wall, ZoneId zone) {
        var today = wall.atZone(zone).toLocalDate();
        if (day.filter(today::equals).isPresent()) {
            return;
        }
        // Who counts from the start of the program, or from when the clock was set to another day, does not count the
        // whole day.
        boolean midnight = day.filter(it -> it.plusDays(1).equals(today)).isPresent();
        since = midnight ? today.atStartOfDay(zone).toInstant() : wall;
        day = Optional.of(today);
        counts.clear();
    }

    /** From now on alone: it is a new line, or lies otherwise than the one that was counted under its name. */
    void begin(String line, Instant wall) {
        counts.put(line, new RuleState.Crossings(0, 0, wall));
    }

    void add(String line, Direction direction) {
        counts.put(line, count(line).plus(direction));
    }

    private RuleState.Crossings count(String line) {
        return counts.getOrDefault(line, new RuleState.Crossings(0, 0, since));
    }

    Map<String, RuleState.Crossings> of(Collection<LineCounter> lines) {
        return lines.stream().map(LineCounter::name).collect(Collectors.toMap(name -> name, this::count));
    }
}
