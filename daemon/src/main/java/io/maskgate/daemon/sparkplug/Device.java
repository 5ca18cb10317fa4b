package io.maskgate.daemon.sparkplug;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One camera: its newest values, which of them were not told yet, and those of a time when nobody listened. */
final class Device {
    /** Values that follow each other faster are one. */
    private static final Duration GRAIN = Duration.ofSeconds(1);

    /** Room for more metrics than a camera has, so that aliases stay when some are added. */
    private static final int ALIASES = 64;

    final String id;
    private final int index;
    private final List<Measure> measures;
    private final Map<Measure, Value> values = new EnumMap<>(Measure.class);
    private final Set<Measure> changed = EnumSet.noneOf(Measure.class);
    private final ArrayDeque<Past> past = new ArrayDeque<>();
    /** The camera can be asked; otherwise the device is dead. */
    private boolean present;

    private boolean removed;
    private boolean born;
    private @Nullable Instant toldAt;

    private record Value(@Nullable Object value, Instant at) {}

    private record Past(Measure measure, Value value) {}

    /** @param index of the device in the node, from 0; no two have the same */
    Device(String id, int index, List<Measure> measures, Instant now) {
        this.id = id;
        this.index = index;
        this.measures = measures;
        measures.forEach(measure -> values.put(measure, new Value(null, now)));
    }

    /**
     * A value was taken.
     *
     * @param held whether nobody listens, so that it has to be kept
     * @return by how many the kept values became more
     */
    int put(Measure measure, @Nullable Object value, Instant at, boolean held) {
        var before = Objects.requireNonNull(values.get(measure), () -> measure + " is not for this privacy mode");
        if (Objects.equals(before.value, value)) {
            return 0;
        }
        var now = new Value(value, at);
        values.put(measure, now);
        changed.add(measure);
        return held ? remember(new Past(measure, now)) : 0;
    }

    private int remember(Past latest) {
        boolean replaces = false;
        for (var earlier = past.descendingIterator(); earlier.hasNext() && !replaces; ) {
            var candidate = earlier.next();
            if (!candidate.value.at.isAfter(latest.value.at.minus(GRAIN))) {
                break;
            }
            if (candidate.measure == latest.measure) {
                earlier.remove();
                replaces = true;
            }
        }
        past.add(latest);
        return replaces ? 0 : 1;
    }

    void present(boolean now) {
        present = now;
    }

    /** It is in the configuration. */
    void keep() {
        removed = false;
    }

    /** It is no more in the configuration. */
    void remove() {
        present = false;
        removed = true;
    }

    /** Whether it was a device and is none any more, so that it can be forgotten. */
    boolean isOver() {
        return removed && !born;
    }

    boolean isPresent() {
        return present;
    }

    boolean isBorn() {
        return born;
    }

    /** Every metric; from now on only what changes is told. */
    List<Metric> birth(Instant now) {
        born = true;
        changed.clear();
        toldAt = now;
        return measures.stream()
                .map(measure -> metric(measure, value(measure), false))
                .toList();
    }

    void died() {
        born = false;
        changed.clear();
    }

    /** A new conversation with the host, or none. */
    void forgotten() {
        born = false;
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    /** When what changed may be told: what moves all the time once in an interval, the rest at once. */
    Instant dueAt(Duration interval) {
        boolean urgent = changed.stream().anyMatch(measure -> !measure.restless);
        return urgent || toldAt == null ? Instant.MIN : toldAt.plus(interval);
    }

    /** What changed since it was last told. */
    List<Metric> news(Instant now) {
        var news = changed.stream()
                .map(measure -> metric(measure, value(measure), false))
                .toList();
        changed.clear();
        toldAt = now;
        return news;
    }

    int kept() {
        return past.size();
    }

    void dropOldest() {
        past.removeFirst();
    }

    /** The oldest values of the time when nobody listened; those that still hold the birth has told. */
    List<Metric> history(int most) {
        var found = new ArrayList<Metric>();
        while (!past.isEmpty() && found.size() < most) {
            var next = past.removeFirst();
            if (next.value != values.get(next.measure)) {
                found.add(metric(next.measure, next.value, true));
            }
        }
        return found;
    }

    /** Whether a host means this measure of this device. */
    boolean is(Measure measure, Payloads.Write write) {
        return write.alias().isPresent()
                ? write.alias().getAsLong() == alias(measure)
                : write.name().equals(measure.text);
    }

    private Value value(Measure measure) {
        return Objects.requireNonNull(values.get(measure));
    }

    private Metric metric(Measure measure, Value value, boolean historical) {
        return new Metric(
                measure.text, OptionalLong.of(alias(measure)), measure.kind, value.value, value.at, historical);
    }

    /** Those below the first device's are the node's own. */
    private long alias(Measure measure) {
        return (index + 1L) * ALIASES + measure.ordinal();
    }
}
