package io.maskgate.daemon.sparkplug;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One camera: its newest values, which of them were not told yet, and those of a time when nobody listened. */
final class Device {
    /** Values that follow each other faster are one. */
    private static final Duration GRAIN = Duration.ofSeconds(1);

    final String id;
    private final LongSupplier nextAlias;
    /** By metric, in the order in which they came. */
    private final Map<Tag, Long> aliases = new LinkedHashMap<>();

    private final Map<Tag, Value> values = new HashMap<>();
    private final Set<Tag> changed = new LinkedHashSet<>();
    private final ArrayDeque<Past> past = new ArrayDeque<>();
    private final Pause betweenCounts;
    /** The camera can be asked; otherwise the device is dead. */
    private boolean present;

    private boolean removed;
    private boolean born;
    /** It has other metrics than it was born with. */
    private boolean reshaped;

    private record Value(@Nullable Object value, Instant at) {}

    /**
     * The last value of its second.
     *
     * @param begin time of the first
     */
    private record Past(Tag tag, Value value, Instant begin) {}

    /**
     * @param nextAlias gives one that nothing in this node ever had
     * @param counts least time between two messages that tell only of what moves all the time
     */
    Device(String id, LongSupplier nextAlias, List<? extends Tag> measures, Duration counts, Instant now) {
        this.id = id;
        this.nextAlias = nextAlias;
        betweenCounts = new Pause(counts);
        measures.forEach(measure -> define(measure, null, now));
    }

    /** There is such a metric from now on; a device that was born without it has to be born again. */
    private void define(Tag tag, @Nullable Object value, Instant now) {
        if (!values.containsKey(tag)) {
            aliases.put(tag, nextAlias.getAsLong());
            values.put(tag, new Value(value, now));
            reshaped = true;
        }
    }

    /**
     * It has these lines and no others; one that was born with others has to be born again.
     *
     * @return how many kept values went with lines that are no more
     */
    int lines(Set<Tag.Crossed> lines, Instant now) {
        int before = past.size();
        Predicate<Tag> gone = tag -> tag instanceof Tag.Crossed && !lines.contains(tag);
        reshaped |= aliases.keySet().removeIf(gone);
        values.keySet().removeIf(gone);
        changed.removeIf(gone);
        past.removeIf(kept -> gone.test(kept.tag));
        lines.forEach(line -> define(line, 0, now));
        return before - past.size();
    }

    /**
     * A value was taken.
     *
     * @param held whether nobody listens, so that it has to be kept
     * @return by how many the kept values became more
     */
    int put(Tag tag, @Nullable Object value, Instant at, boolean held) {
        define(tag, null, at);
        if (!tag.isOfAnInterval() && Objects.equals(value(tag).value, value)) {
            return 0;
        }
        var now = new Value(value, at);
        values.put(tag, now);
        changed.add(tag);
        return held ? remember(tag, now) : 0;
    }

    private int remember(Tag tag, Value now) {
        var begin = now.at;
        boolean replaces = false;
        for (var earlier = past.descendingIterator(); earlier.hasNext() && !replaces; ) {
            var candidate = earlier.next();
            if (areApart(candidate.value.at, now.at)) {
                break;
            }
            if (candidate.tag.equals(tag)) {
                // It may have replaced others before: counted from itself the second would never end.
                if (areApart(candidate.begin, now.at)) {
                    break;
                }
                earlier.remove();
                begin = candidate.begin;
                replaces = true;
            }
        }
        past.add(new Past(tag, now, begin));
        return replaces ? 0 : 1;
    }

    /** Before a clock was set back times are later: what follows then is no newer value of the same second. */
    private static boolean areApart(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(GRAIN) >= 0;
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

    /** Whether it has other metrics than it was born with. */
    boolean isReshaped() {
        return reshaped;
    }

    boolean isBorn() {
        return born;
    }

    /** Every metric; from now on only what changes is told. */
    List<Metric> birth(long nanos) {
        born = true;
        reshaped = false;
        changed.clear();
        betweenCounts.begin(nanos);
        return aliases.keySet().stream()
                .map(tag -> metric(tag, value(tag), false))
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

    private long alias(Tag tag) {
        return Objects.requireNonNull(aliases.get(tag));
    }
}
