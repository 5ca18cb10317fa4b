package io.maskgate.daemon.rules;

import io.maskgate.daemon.events.LineCrossing.Direction;
import java.time.Duration;
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
    /** One that nobody sets is hardly ever fast by more. Crossings of so long before midnight may pass for today's. */
    private static final Duration FAST = Duration.ofMinutes(10);

    private final Map<String, RuleState.Crossings> counts = new HashMap<>();
    private Optional<Moment> last = Optional.empty();
    private Optional<LocalDate> day = Optional.empty();
    private Instant since = Instant.EPOCH;

    /**
     * Time went on.
     *
     * @param nanos of a monotonic clock
     */
    void turn(Instant wall, long nanos, ZoneId zone) {
        var now = new Moment(wall, nanos);
        var step = last.map(it -> it.set(now)).orElse(Duration.ZERO);
        last = Optional.of(now);
        var today = wall.atZone(zone).toLocalDate();
        if (!step.isZero()) {
            set(step, now, zone);
        } else if (!day.equals(Optional.of(today))) {
            // Who counts from the start of the program does not count the whole day.
            boolean midnight = day.filter(it -> it.plusDays(1).equals(today)).isPresent();
            since = midnight ? today.atStartOfDay(zone).toInstant() : wall;
            counts.clear();
        }
        day = Optional.of(today);
    }

    /**
     * The clock of a box without a battery goes on from a power cut until it hears the time. What was counted then was
     * counted just now; where that is another day, nobody knows which of it is today's. (One that was fast by a little
     * began its day before midnight.)
     */
    private void set(Duration step, Moment now, ZoneId zone) {
        var today = now.wall().atZone(zone).toLocalDate();
        var midnight = today.atStartOfDay(zone).toInstant();
        counts.replaceAll(
                (_, count) -> new RuleState.Crossings(count.in(), count.out(), moved(count.since(), step, midnight)));
        counts.values()
                .removeIf(count -> !count.since().atZone(zone).toLocalDate().equals(today));
        since = moved(since, step, midnight);
        if (!since.atZone(zone).toLocalDate().equals(today)) {
            since = now.wall();
        }
    }

    private static Instant moved(Instant since, Duration step, Instant midnight) {
        var moved = since.plus(step);
        return moved.isBefore(midnight) && !moved.isBefore(midnight.minus(FAST)) ? midnight : moved;
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
