package io.maskgate.daemon.sparkplug;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The node's own values, and which of them were not told yet. */
final class Properties {
    private final Map<Property, Value> values = new EnumMap<>(Property.class);
    private final Set<Property> changed = EnumSet.noneOf(Property.class);

    private record Value(@Nullable Object value, Instant at) {}

    Properties(Instant now) {
        Arrays.stream(Property.values()).forEach(property -> values.put(property, new Value(null, now)));
    }

    void put(Property property, Object value, Instant at) {
        if (!value.equals(value(property).value)) {
            values.put(property, new Value(value, at));
            changed.add(property);
        }
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    List<Metric> all() {
        changed.clear();
        return values.keySet().stream().map(this::metric).toList();
    }

    List<Metric> news() {
        var news = changed.stream().map(this::metric).toList();
        changed.clear();
        return news;
    }

    private Metric metric(Property property) {
        var value = value(property);
        return new Metric(
                property.text, OptionalLong.of(property.alias()), property.kind, value.value, value.at, false);
    }

    private Value value(Property property) {
        return Objects.requireNonNull(values.get(property));
    }
}
