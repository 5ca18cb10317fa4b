package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskMetricsTest {
    @TempDir
    Path folder;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private Map<String, Double> scrape() {
        return registry.scrape().stream()
                .filter(snapshot -> !snapshot.getDataPoints().isEmpty())
                .collect(Collectors.toMap(
                        snapshot -> snapshot.getMetadata().getName(),
                        snapshot -> ((GaugeSnapshot) snapshot)
                                .getDataPoints()
                                .getFirst()
                                .getValue()));
    }

    @Test
    void roomAndSizeOfTheStateFoldersDisk() throws Exception {
        DiskMetrics.register(registry, folder);
        var numbers = scrape();
        assertThat(numbers.get("maskgate_state_disk_size_bytes"))
                .isEqualTo(Files.getFileStore(folder).getTotalSpace());
        assertThat(numbers.get("maskgate_state_disk_free_bytes"))
                .isPositive()
                .isLessThanOrEqualTo(numbers.get("maskgate_state_disk_size_bytes"));
    }

    @Test
    void aFolderThatIsGoneTakesNoOtherNumberWithIt() {
        DiskMetrics.register(registry, folder.resolve("gone"));
        assertThat(scrape()).isEmpty();
    }
}
