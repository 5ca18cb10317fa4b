package io.maskgate.daemon.metrics;

import io.maskgate.hw.host.ProcessStats;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Memory, threads and processor time of a process, read when asked for. Where that is not possible, as where no descriptor is
 * left, a number is missing: a 0 would end the alert on it, and to a counter it is a new beginning.
 */
final class ProcessMetrics {
    private ProcessMetrics() {}

    static void register(PrometheusRegistry registry, ProcessStats process) {
        gauge(registry, "process_resident_memory_bytes", "Resident memory.", process::residentBytes);
        gauge(
                registry,
                "process_anonymous_memory_bytes",
                "Resident memory that no file backs: heap, native memory, stacks. Grows where memory leaks.",
                process::anonymousBytes);
        gauge(registry, "process_threads", "Platform threads.", () -> wide(process.threads()));
        gauge(registry, "process_open_fds", "Open file descriptors.", () -> wide(process.openFiles()));
        CounterWithCallback.builder()
                .name("process_cpu_seconds")
                .help("Processor time used.")
                .callback(callback -> process.cpuTime().ifPresent(time -> callback.call(time.toNanos() / 1e9)))
                .register(registry);
    }

    private static OptionalLong wide(OptionalInt count) {
        return count.isPresent() ? OptionalLong.of(count.getAsInt()) : OptionalLong.empty();
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, Supplier<OptionalLong> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> value.get().ifPresent(callback::call))
                .register(registry);
    }
}
