package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedTest {
    /** {@code unheard} comes once: an alert on its increase would never be told of one that appears with it. */
    @ParameterizedTest
    @CsvSource({"maskgate_mqtt_failures, HOST_AWAY", "maskgate_sparkplug_failures, NONE"})
    void aConnectionsFailuresBeginAtZeroWhateverTheirKind(String metric, String impossible) {
        var registry = new GatewayMetrics().registry;
        var reasons = registry.scrape(metric::equals).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .map(point -> point.getLabels().get("reason"))
                .toList();
        assertThat(reasons)
                .containsAll(Arrays.stream(WireException.Kind.values())
                        .filter(kind -> !kind.name().equals(impossible))
                        .map(WireException.Kind::label)
                        .toList())
                .contains("subscription", "unheard");
    }
}
