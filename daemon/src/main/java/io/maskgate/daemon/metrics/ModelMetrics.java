package io.maskgate.daemon.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Which model serves, and what became of others that were to. */
public final class ModelMetrics {
    private ModelMetrics() {}

    /**
     * How it is now.
     *
     * @param serving {@code name@sha8}
     * @param stage of the latest activation
     * @param ends how often activations ended so, by stage
     * @param agreement of the two models that were compared last, 0 to 1
     */
    public record Now(String serving, String stage, Map<String, Long> ends, OptionalDouble agreement) {
        public Now {
            ends = Map.copyOf(ends);
        }
    }

    /**
     * Adds them to a registry; once per registry.
     *
     * @param now answers at once, on any thread
     */
    public static void register(PrometheusRegistry registry, Supplier<Now> now) {
        GaugeWithCallback.builder()
                .name("maskgate_model_serving")
                .help("1 for the model that looks at frames.")
                .labelNames("model")
                .callback(callback -> callback.call(1, now.get().serving()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_model_activation")
                .help("1 for the state of the latest activation of a model.")
                .labelNames("state")
                .callback(callback -> callback.call(1, now.get().stage()))
                .register(registry);
        CounterWithCallback.builder()
                .name("maskgate_model_activations")
                .help("Activations of models that have ended, by how.")
                .labelNames("result")
                .callback(callback -> now.get().ends().forEach((result, count) -> callback.call(count, result)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_model_agreement")
                .help(
                        "Share of faces the old and the new model saw alike, of the latest comparison; absent without one.")
                .callback(callback -> now.get().agreement().ifPresent(callback::call))
                .register(registry);
    }
}
