package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {
    private final GatewayMetrics metrics = new GatewayMetrics();

    private List<String> counters() {
        return metrics.registry.scrape().stream()
                .filter(CounterSnapshot.class::isInstance)
                .map(CounterSnapshot.class::cast)
                .flatMap(counter -> counter.getDataPoints().stream()
                        .map(point -> counter.getMetadata().getName() + point.getLabels() + " " + point.getValue()))
                .toList();
    }

    /** Else the first lost event, of which an alert on the increase of this counter is to tell, would go unseen. */
    @Test
    void countersOfFixedWordsBeginAtZero() {
        assertThat(counters())
                .contains(
                        "maskgate_outbox_lost{reason=\"size\"} 0.0",
                        "maskgate_outbox_lost{reason=\"stopped\"} 0.0",
                        "maskgate_access_refused{reason=\"wrong_token\"} 0.0",
                        "maskgate_config_reloads{result=\"memory\"} 0.0",
                        "maskgate_mqtt_failures{reason=\"unheard\"} 0.0",
                        "maskgate_mqtt_failures{reason=\"event\"} 0.0",
                        "maskgate_sparkplug_failures{reason=\"unheard\"} 0.0",
                        "maskgate_mqtt_commands{result=\"ignored\"} 0.0");
    }

    /** On a box whose cameras and lines are renamed for years nothing must grow. */
    @Test
    void whatIsNoMoreInTheConfigurationTakesItsCountersWithItAndNoneOfAnother() {
        var empty = counters();
        metrics.begin("yard");
        metrics.begin("yard", List.of("gate"), true);
        metrics.lineCrossings.labelValues("yard", "gate", "in").inc(2);
        var yard = counters();

        metrics.begin("door");
        metrics.begin("door", List.of("entry", "gate"), true);
        metrics.framesDropped.labelValues("door", "corrupt_frame").inc();
        metrics.begin("door", List.of("gate"), true);
        assertThat(counters())
                .filteredOn(counter -> counter.contains("door") && counter.contains("line"))
                .containsExactly(
                        "maskgate_line_crossings{camera=\"door\",direction=\"in\",line=\"gate\"} 0.0",
                        "maskgate_line_crossings{camera=\"door\",direction=\"out\",line=\"gate\"} 0.0");

        metrics.end("door");
        assertThat(counters()).containsExactlyInAnyOrderElementsOf(yard);
        metrics.end("yard");
        assertThat(counters()).containsExactlyInAnyOrderElementsOf(empty);
    }

    /** An alert on a connection that is not there would fire on every gateway without Sparkplug. */
    @Test
    void whereSparkplugIsOffNothingTellsThatItIsNotThere() {
        metrics.withoutSparkplug();
        assertThat(metrics.registry.scrape().stream())
                .extracting(metric -> metric.getMetadata().getName())
                .contains("maskgate_mqtt_connected")
                .noneMatch(name -> name.startsWith("maskgate_sparkplug"));
    }
}
