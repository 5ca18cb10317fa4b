package io.maskgate.daemon.metrics;

import io.maskgate.hw.host.SystemClock;
import io.maskgate.hw.host.Thermals;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What changes of the machine, read when asked for. */
final class HostMetrics {
    private HostMetrics() {}

    static void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("maskgate_host_temperature_celsius")
                .help("Temperature by the kernel's zone; none where the machine does not tell.")
                .labelNames("zone")
                .callback(callback -> Thermals.read().zones().forEach((zone, degrees) -> callback.call(degrees, zone)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("maskgate_host_throttled")
                .help("Parts of the machine that are slowed down to cool it.")
                .callback(callback -> callback.call(Thermals.read().throttled().size()))
                .register(registry);
        var clock = new SystemClock();
        GaugeWithCallback.builder()
                .name("maskgate_host_clock_synchronised")
                .help("1 where a time service keeps the clock right, 0 where none does; none where it is not known.")
                .callback(callback -> clock.synchronised().ifPresent(right -> callback.call(right ? 1 : 0)))
                .register(registry);
    }
}
