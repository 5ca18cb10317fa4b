package io.maskgate.daemon.sparkplug;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
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

    /** Room for more metrics than a camera can have: those of every camera, and two for each of its lines. */
    private static final int ALIASES = 256;

    final String id;
    private final int index;
    /** In the order of their aliases. */
    private final List<Tag> tags = new ArrayList<>();

    private final Map<Tag, Value> values = new HashMap<>();
    private final Set<Tag> changed = new LinkedHashSet<>();
    private final ArrayDeque<Past> past = new ArrayDeque<>();
    private final Pause betweenCounts;
    /** The camera can be asked; otherwise the device is dead. */
    private boolean present;

    private boolean removed;
    private boolean born;
    private boolean outgrown;

    private record Value(@Nullable Object value, Instant at) {}

    private record Past(Tag tag, Value value) {}

    /**
     * @param index of the device in the node, from 0; no two have the same
     * @param counts least time between two messages that tell only of what moves all the time
     */
    Device(String id, int index, List<? extends Tag> measures, Duration counts, Instant now) {
        this.id = id;
        this.index = index;
        betweenCounts = new Pause(counts);
        measures.forEach(measure -> define(measure, now));
    }

    /** There is such a metric from now on; a device that was born without it has to be born again. */
    void define(Tag tag, Instant now) {
        if (!values.containsKey(tag) && tags.size() < ALIASES) {
            tags.add(tag);
            values.put(tag, new Value(null, now));
            outgrown = true;
        }
    }

    /**
     * A value was taken.
     *
     * @param held whether nobody listens, so that it has to be kept
     * @return by how many the kept values became more
     */
    int put(Tag tag, @Nullable Object value, Instant at, boolean held) {
        define(tag, at);
        var before = values.get(tag);
        if (before == null || Objects.equals(before.value, value)) {
            return 0;
        }
        var now = new Value(value, at);
        values.put(tag, now);
        changed.add(tag);
        return held ? remember(new Past(tag, now)) : 0;
    }

    private int remember(Past latest) {
        boolean replaces = false;
        for (var earlier = past.descendingIterator(); earlier.hasNext() && !replaces; ) {
            var candidate = earlier.next();
            // Before a clock was set back times are later: what follows then is no newer value of the same second.
            var apart = Duration.between(candidate.value.at, latest.value.at).abs();
            if (apart.compareTo(GRAIN) >= 0) {
                break;
            }
            if (candidate.tag.equals(latest.tag)) {
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
        past.clear();
    }

    /** Whether it was a device and is none any more, so that it can be forgotten. */
    boolean isOver() {
        return removed && !born;
    }

    boolean isPresent() {
        return present;
    }

    /** Whether it has more metrics than it was born with. */
    boolean isOutgrown() {
        return outgrown;
    }

    boolean isBorn() {
        return born;
    }

    /** Every metric; from now on only what changes is told. */
    List<Metric> birth(long nanos) {
        born = true;
        outgrown = false;
        changed.clear();
        betweenCounts.begin(nanos);
        return tags.stream().map(tag -> metric(tag, value(tag), false)).toList();
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

    /** Nanoseconds until what changed may be told: what moves all the time once in an interval, the rest at once. */
    long untilDue(long nanos) {
        boolean urgent = changed.stream().anyMatch(tag -> !tag.isRestless());
        return urgent ? 0 : betweenCounts.left(nanos);
    }

    /** What changed since it was last told. */
    List<Metric> news(long nanos) {
        var news = changed.stream().map(tag -> metric(tag, value(tag), false)).toList();
        changed.clear();
        betweenCounts.begin(nanos);
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
            if (next.value != values.get(next.tag)) {
                found.add(metric(next.tag, next.value, true));
            }
        }
        return found;
    }

    /** Whether a host means this measure of this device. */
    boolean is(Measure measure, Payloads.Write write) {
        return write.alias().isPresent()
                ? write.alias().getAsLong() == alias(measure)
                : write.name().equals(measure.text());
    }

    private Value value(Tag tag) {
        return Objects.requireNonNull(values.get(tag));
    }

    private Metric metric(Tag tag, Value value, boolean historical) {
        return new Metric(tag.text(), OptionalLong.of(alias(tag)), tag.kind(), value.value, value.at, historical);
    }

    /** Those below the first device's are the node's own. */
    private long alias(Tag tag) {
        return (index + 1L) * ALIASES + tags.indexOf(tag);
    }
}
