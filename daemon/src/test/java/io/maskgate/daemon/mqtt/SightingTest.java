package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long another daemon under the same name is remembered, by a clock that nobody sets. */
class SightingTest {
    private final AtomicLong nanos = new AtomicLong(-7);
    private final GatewayMetrics metrics = new GatewayMetrics(new PrometheusRegistry());
    private final Topics topics = new Topics("maskgate", "lobby");
    private final Rivals rivals = new Rivals(topics, Pace.USUAL, metrics, nanos::get);

    private boolean hear() {
        return rivals.heard(
                topics.here(), new Identity("0123abcd", "box-17").json().getBytes(StandardCharsets.UTF_8));
    }

    private boolean pass(long minutes) {
        nanos.addAndGet(minutes * 60_000_000_000L + 1);
        return rivals.passed();
    }

    @Test
    void itIsAnsweredOnceAndThenNowAndThenWhileItIsHeardOf() {
        assertThat(hear()).as("news").isTrue();
        assertThat(hear()).isFalse();
        assertThat(pass(1)).isFalse();
        assertThat(pass(5)).isTrue();
        assertThat(pass(1)).isFalse();
        assertThat(rivals.words()).contains("box-17");
    }

    @Test
    void whoWasNotHeardOfForAQuarterOfAnHourIsGone() {
        hear();
        assertThat(metrics.mqttRivals.get()).isEqualTo(1);
        pass(15);
        assertThat(rivals.words()).isEmpty();
        assertThat(metrics.mqttRivals.get()).isZero();
    }
}
