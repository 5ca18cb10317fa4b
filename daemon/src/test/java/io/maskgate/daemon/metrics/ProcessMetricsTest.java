package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.host.ProcessStats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();

    private List<String> samples() {
        return registry.scrape().stream()
                .filter(snapshot -> !snapshot.getDataPoints().isEmpty())
                .map(snapshot -> snapshot.getMetadata().getName())
                .toList();
    }

    @Test
    void memoryThreadsDescriptorsAndProcessorTime() {
        ProcessMetrics.register(registry, ProcessStats.ofThisProcess());
        assertThat(samples())
                .containsExactlyInAnyOrder(
                        "process_resident_memory_bytes",
                        "process_anonymous_memory_bytes",
                        "process_threads",
                        "process_open_fds",
                        "process_cpu_seconds");
    }

    /** As where no descriptor is left to read it with: a 0 would say that none is open. */
    @Test
    void aNumberThatCannotBeReadIsMissing() {
        // No process has this number: the kernel's limit is below it.
        ProcessMetrics.register(registry, ProcessStats.of(Long.MAX_VALUE));
        assertThat(samples()).isEmpty();
    }
}
