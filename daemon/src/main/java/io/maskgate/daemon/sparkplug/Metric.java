package io.maskgate.daemon.sparkplug;

import io.maskgate.daemon.sparkplug.Measure.Kind;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One metric with a value.
 *
 * @param alias unique within the node; absent for those that are always called by name
 * @param value of the kind's type; null where there is none now
 * @param at when the value was taken
 * @param historical whether it tells of a time when nobody listened
 */
record Metric(
        String name,
        OptionalLong alias,
        Kind kind,
        @Nullable Object value,
        Instant at,
        boolean historical) {
    Metric {
        if (value != null && !kind.type.isInstance(value)) {
            throw new IllegalArgumentException(
                    name + ": expected " + kind.type.getSimpleName() + ", found " + value.getClass());
        }
    }
}
