package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics(List.of(
            "# TYPE frames_dropped_total counter",
            "frames_dropped_total{camera=\"a\",reason=\"newer\"} 3.0",
            "frames_dropped_total{camera=\"b\",reason=\"newer\"} 4.0",
            "frames_dropped_total{camera=\"b\",reason=\"corrupt\"} 1.0",
            "frames_dropped_total_seconds 99.0",
            "memory_bytes 1.5E8"));

    @Test
    void seriesOfOneNameAreAddedUp() {
        assertThat(metrics.sum("frames_dropped_total")).isEqualTo(8);
        assertThat(metrics.sum("memory_bytes")).isEqualTo(1.5e8);
    }

    @Test
    void seriesAreToldApartByLabel() {
        assertThat(metrics.by("frames_dropped_total", "reason")).isEqualTo(Map.of("newer", 7.0, "corrupt", 1.0));
        assertThat(metrics.sum("frames_dropped_total", "camera", "b")).isEqualTo(5);
    }

    @Test
    void whatIsNotThereIsZero() {
        assertThat(metrics.sum("frames_dropped")).isZero();
        assertThat(metrics.sum("frames_dropped_total", "camera", "c")).isZero();
    }
}
