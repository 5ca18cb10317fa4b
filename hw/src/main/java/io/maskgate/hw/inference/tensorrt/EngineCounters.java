package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.EngineStatus.Event;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Written by any thread, read by any. */
final class EngineCounters {
    private final AtomicLongArray counts = new AtomicLongArray(Event.values().length);

    void add(Event event) {
        counts.incrementAndGet(event.ordinal());
    }

    Map<Event, Long> snapshot() {
        var map = new EnumMap<Event, Long>(Event.class);
        for (var event : Event.values()) {
            map.put(event, counts.get(event.ordinal()));
        }
        return map;
    }
}
