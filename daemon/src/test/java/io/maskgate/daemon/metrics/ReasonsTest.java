package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever makes an alert takes the words from a page: one that is not a label's matches nothing, without an error. */
class ReasonsTest {
    @ParameterizedTest
    @CsvSource({"maskgate_outbox_lost, MESSAGING.md", "maskgate_access_refused, ACCESS.md"})
    void everyReasonStandsOnThePageAsTheMetricHasIt(String metric, String page) throws Exception {
        var registry = new GatewayMetrics().registry;
        var reasons = registry.scrape(metric::equals).stream()
                .map(MetricSnapshot::getDataPoints)
                .flatMap(
                        points -> points.stream().map(point -> point.getLabels().get("reason")))
                .toList();
        assertThat(reasons).hasSize(8);
        var text = Files.readString(Path.of(page));
        assertThat(reasons).allSatisfy(reason -> assertThat(text).contains("`" + reason + "`"));
    }
}
