package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {
    /** Else the first lost event, of which an alert on the increase of this counter is to tell, would go unseen. */
    @Test
    void countersOfFixedWordsBeginAtZero() {
        var metrics = new GatewayMetrics(new PrometheusRegistry());

        assertThat(metrics.registry.scrape().stream()
                        .filter(CounterSnapshot.class::isInstance)
                        .map(CounterSnapshot.class::cast)
                        .flatMap(counter -> counter.getDataPoints().stream()
                                .map(point ->
                                        counter.getMetadata().getName() + point.getLabels() + " " + point.getValue())))
                .contains(
                        "maskgate_outbox_lost{reason=\"size\"} 0.0",
                        "maskgate_outbox_lost{reason=\"stopped\"} 0.0",
                        "maskgate_access_refused{reason=\"wrong_token\"} 0.0",
                        "maskgate_config_reloads{result=\"faulty\"} 0.0",
                        "maskgate_mqtt_commands{result=\"ignored\"} 0.0");
    }
}
