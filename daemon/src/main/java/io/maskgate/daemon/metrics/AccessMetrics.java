package io.maskgate.daemon.metrics;

import io.maskgate.daemon.access.AccessControl;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Who is logged in, and who guesses. */
public final class AccessMetrics {
    private AccessMetrics() {}

    /** Adds them to a registry; once per registry. */
    public static void register(PrometheusRegistry registry, AccessControl access) {
        CounterWithCallback.builder()
                .name("maskgate_access_logins")
                .help("Sessions of the page begun.")
                .callback(callback -> callback.call(access.stats().logins()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_access_sessions")
                .help("Sessions of the page that are open.")
                .callback(callback -> callback.call(access.stats().sessions()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_access_locked_out")
                .help("Addresses that showed too many wrong tokens and must wait.")
                .callback(callback -> callback.call(access.stats().lockedOut()))
                .register(registry);
    }
}
