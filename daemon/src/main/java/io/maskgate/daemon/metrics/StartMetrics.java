package io.maskgate.daemon.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What was started, and when. */
final class StartMetrics {
    private StartMetrics() {}

    static void register(PrometheusRegistry registry, String version) {
        var build = Info.builder()
                .name("maskgate_build_info")
                .help("1, with the version that runs.")
                .labelNames("version")
                .register(registry);
        build.setLabelValues(version);
        GaugeWithCallback.builder()
                .name("process_start_time_seconds")
                .help("When the process started, as Unix time.")
                .callback(callback -> ProcessHandle.current()
                        .info()
                        .startInstant()
                        .ifPresent(start -> callback.call(start.toEpochMilli() / 1e3)))
                .register(registry);
    }
}
