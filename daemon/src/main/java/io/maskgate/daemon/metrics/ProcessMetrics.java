package io.maskgate.daemon.metrics;

import io.maskgate.hw.host.ProcessStats;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToDoubleFunction;

/** Memory, threads and processor time of this process, read when asked for. */
final class ProcessMetrics {
    private ProcessMetrics() {}

    static void register(PrometheusRegistry registry) {
        gauge(
                registry,
                "process_resident_memory_bytes",
                "Resident memory.",
                stats -> stats.residentBytes().orElse(0));
        gauge(
                registry,
                "process_threads",
                "Platform threads.",
                stats -> stats.threads().orElse(0));
        gauge(
                registry,
                "process_open_fds",
                "Open file descriptors.",
                stats -> stats.openFiles().orElse(0));
        CounterWithCallback.builder()
                .name("process_cpu_seconds")
                .help("Processor time used.")
                .callback(callback -> callback.call(ProcessStats.ofThisProcess()
                        .cpuTime()
                        .map(time -> time.toNanos() / 1e9)
                        .orElse(0.0)))
                .register(registry);
    }

    private static void gauge(
            PrometheusRegistry registry, String name, String help, ToDoubleFunction<ProcessStats> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.applyAsDouble(ProcessStats.ofThisProcess())))
                .register(registry);
    }
}
