package io.maskgate.daemon.metrics;

import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.EngineStatus;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Which engine serves, and what happened to it. */
public final class EngineMetrics {
    private EngineMetrics() {}

    /**
     * Adds them to a registry; once per registry.
     *
     * @param status of the engine that serves; answers at once, on any thread
     * @param wanted by the configuration of the model that serves; answers as that does
     * @param events what befell all engines there were, so that no count falls; answers as that does
     */
    public static void register(
            PrometheusRegistry registry,
            Supplier<EngineStatus> status,
            Supplier<ModelKeys.Engine> wanted,
            Supplier<Map<EngineStatus.Event, Long>> events) {
        GaugeWithCallback.builder()
                .name("maskgate_engine_state")
                .help("1 for the state the engine is in.")
                .labelNames("state")
                .callback(callback -> {
                    var now = status.get().state();
                    for (var state : EngineStatus.State.values()) {
                        callback.call(state == now ? 1 : 0, state.text());
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_engine_wanted")
                .help("1 for the engine that is asked for, by model.engine.")
                .labelNames("engine")
                .callback(callback -> {
                    var now = wanted.get();
                    for (var engine : ModelKeys.Engine.values()) {
                        callback.call(engine == now ? 1 : 0, engine.name().toLowerCase(Locale.ROOT));
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_engine_serving")
                .help("1 for the engine and precision that serve.")
                .labelNames("engine")
                .callback(callback -> callback.call(1, status.get().serving()))
                .register(registry);
        CounterWithCallback.builder()
                .name("maskgate_engine_events")
                .help(
                        "What happened to all engines there were: swaps, falls back to the processor, retries, builds, cache, self-check.")
                .labelNames("event")
                .callback(callback -> {
                    var now = events.get();
                    for (var event : EngineStatus.Event.values()) {
                        callback.call(now.getOrDefault(event, 0L), event.text());
                    }
                })
                .register(registry);
    }
}
