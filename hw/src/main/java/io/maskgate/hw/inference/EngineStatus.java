package io.maskgate.hw.inference;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which engine serves, and why.
 *
 * @param serving engine and precision, for instance {@code tensorrt fp16} or {@code onnxruntime cpu fp32}
 * @param detail one sentence for a person; empty where there is nothing to add
 * @param counts what has happened so far; every event has a number
 * @param fatal why the accelerator comes back to a new process alone, where it does; empty while this one can go on
 */
public record EngineStatus(
        State state, String serving, String detail, Map<Event, Long> counts, Optional<String> fatal) {
    /** What the detail ends with while an engine is prepared for a detector that serves. */
    public static final String MEANWHILE = "; the CPU serves meanwhile";

    /** How the detector stands to its accelerator. */
    public enum State {
        /** There is no accelerator, or none is wanted. */
        CPU,
        /** The CPU serves while an engine is loaded, built and checked. */
        PREPARING,
        /** The accelerator serves. */
        ACCELERATED,
        /** The CPU serves since the accelerator failed; it is tried again after a wait. */
        WAITING,
        /** The CPU serves; the accelerator is not tried again in this process. */
        DISABLED;

        /** As it stands in metrics and JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is counted. */
    public enum Event {
        /** From the CPU to the accelerator. */
        SWAP,
        /** From the accelerator to the CPU, in the middle of a batch. */
        FALL_BACK,
        /** Another attempt after a failure. */
        RETRY,
        BUILD,
        BUILD_FAILED,
        /** An engine was loaded from the cache. */
        CACHE_HIT,
        /** A file of the cache was damaged or not what its name says. */
        CACHE_DAMAGED,
        /** The engine's answers differ from the CPU's. */
        MISMATCH;

        /** As it stands in metrics. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public EngineStatus {
        var complete = new EnumMap<Event, Long>(Event.class);
        for (var event : Event.values()) {
            complete.put(event, counts.getOrDefault(event, 0L));
        }
        counts = Map.copyOf(complete);
    }

    /** Of one that needs no new process. */
    public EngineStatus(State state, String serving, String detail, Map<Event, Long> counts) {
        this(state, serving, detail, counts, Optional.empty());
    }

    /** Of a detector that has the CPU alone. */
    public static EngineStatus cpu(String serving, String detail) {
        return new EngineStatus(State.CPU, serving, detail, Map.of());
    }

    /** The detail of a detector that does not serve, such as one on its way. */
    public String unserved() {
        return detail.endsWith(MEANWHILE) ? detail.substring(0, detail.length() - MEANWHILE.length()) : detail;
    }

    public long count(Event event) {
        return counts.getOrDefault(event, 0L);
    }
}
