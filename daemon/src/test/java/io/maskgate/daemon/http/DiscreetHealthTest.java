package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.metrics.ObservedMetrics;
import io.maskgate.hw.inference.InferenceStats;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the health listener tells where {@code health.cameras} is false. */
class DiscreetHealthTest {
    /** One camera at a door for staff: one event more is somebody who came. */
    @Test
    void sumsThatOfOneCameraAreThatCamerasAreNotTold() throws Exception {
        try (var discreet = Endpoints.discreet()) {
            discreet.metrics.stageSeconds.labelValues("infer").observe(0.1);
            discreet.metrics.outboxLost.labelValues("age").inc();
            ObservedMetrics.register(
                    discreet.metrics.registry,
                    new ObservedMetrics.Sources(
                            "1.2.3",
                            () -> 0,
                            () -> 0,
                            () -> 0,
                            () -> 0,
                            () -> new InferenceStats(1, 1, 0, 1, 1, 0, 0, 0, 0, 1)));
            String told = new String(discreet.send(discreet.health("/metrics")).body(), StandardCharsets.UTF_8);

            assertThat(told)
                    .contains(
                            "\nmaskgate_outbox_events ",
                            "\nmaskgate_outbox_bytes ",
                            "\nmaskgate_outbox_draining ",
                            "\nmaskgate_outbox_lost_total{reason=\"age\"} 1.0",
                            "\nmaskgate_health_check{check=\"cameras\"}",
                            "\nmaskgate_mqtt_connected ");
            assertThat(List.of(
                            "maskgate_outbox_delivered_total",
                            "maskgate_outbox_repeated_total",
                            "maskgate_mqtt_published_total",
                            "maskgate_sparkplug_published_total",
                            "maskgate_stage_seconds_count",
                            "maskgate_inference_pictures_total"))
                    .allSatisfy(sum -> assertThat(told).doesNotContain("\n" + sum));
        }
    }
}
