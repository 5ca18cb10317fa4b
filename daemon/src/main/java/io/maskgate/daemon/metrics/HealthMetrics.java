package io.maskgate.daemon.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.Supplier;

/** What health says of the gateway as a whole, for those who have alerts on metrics and no probe for health. */
public final class HealthMetrics {
    private HealthMetrics() {}

    /**
     * Adds it to a registry; once per registry.
     *
     * @param checks name to whether all is well; without those of single cameras, whose states are a metric of their own
     */
    public static void register(PrometheusRegistry registry, Supplier<Map<String, Boolean>> checks) {
        GaugeWithCallback.builder()
                .name("maskgate_health_check")
                .help("1 where a check of health is UP, 0 where it is DOWN.")
                .labelNames("check")
                .callback(callback -> checks.get().forEach((check, up) -> callback.call(up ? 1 : 0, check)))
                .register(registry);
    }
}
