package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.InferenceStats;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Dashboards and alarms are built on these names: a change here breaks them. */
class ObservedMetricsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();

    private String scrape() throws Exception {
        var out = new ByteArrayOutputStream();
        new PrometheusTextFormatWriter(false).write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }

    private void register() {
        var stats = new InferenceStats(10, 20, 1, 2_500_000_000L, 300, 2, 40, 5, 6, 70);
        ObservedMetrics.register(
                registry, new ObservedMetrics.Sources("1.2.3", () -> 3, () -> 5, () -> 7, () -> 2, () -> stats));
    }

    @Test
    void theNumbersOfOtherRoomsAreReadWhenAskedFor() throws Exception {
        register();
        assertThat(scrape().lines())
                .contains(
                        "maskgate_event_stream_lost_total 3.0",
                        "maskgate_pictures_total{result=\"passed\"} 5.0",
                        "maskgate_pictures_total{result=\"refused\"} 7.0",
                        "maskgate_preview_viewers 2.0",
                        "maskgate_inference_runs_total 10.0",
                        "maskgate_inference_pictures_total 20.0",
                        "maskgate_inference_failures_total 1.0",
                        "maskgate_inference_engine_seconds_total 2.5",
                        "maskgate_inference_candidates_total 300.0",
                        "maskgate_inference_invalid_total 2.0",
                        "maskgate_inference_suppressed_total 40.0",
                        "maskgate_inference_outside_total 5.0",
                        "maskgate_inference_truncated_total 6.0",
                        "maskgate_inference_detections_total 70.0")
                .anyMatch(line -> line.matches("process_resident_memory_bytes \\d.*"))
                .anyMatch(line -> line.matches("process_anonymous_memory_bytes [1-9].*"))
                .anyMatch(line -> line.matches("jvm_memory_committed_bytes\\{area=\"heap\"} [1-9].*"))
                .anyMatch(line -> line.matches("jvm_buffer_pool_used_bytes\\{pool=\"direct\"} \\d.*"))
                .anyMatch(line -> line.matches("maskgate_native_objects\\{kind=\"frame\"} \\d.*"))
                .contains("maskgate_build_info{version=\"1.2.3\"} 1")
                .anyMatch(line -> line.matches("process_cpu_seconds_total \\d.*"));
    }

    @Test
    void theNamesOfTheGatewaysOwnMetrics() {
        var metrics = new GatewayMetrics();
        metrics.framesDecoded.labelValues("a");
        metrics.framesDropped.labelValues("a", "rate");
        metrics.framesInferred.labelValues("a");
        metrics.cameraReconnects.labelValues("a");
        metrics.cameraState.labelValues("a", "online");
        metrics.tracks.labelValues("a");
        metrics.undecidedTracks.labelValues("a");
        metrics.refusedTracks.labelValues("a");
        metrics.events.labelValues("a", "new", "facemask");
        metrics.stageSeconds.labelValues("infer");
        metrics.outboxLost.labelValues("size");
        metrics.mqttFailures.labelValues("refused");
        metrics.mqttCommands.labelValues("ignored");
        metrics.sparkplugFailures.labelValues("refused");
        metrics.httpResponses.labelValues("200");
        metrics.configReloads.labelValues("applied");
        assertThat(metrics.registry.scrape().stream()
                        .map(snapshot -> snapshot.getMetadata().getName()))
                .contains(
                        "maskgate_camera_reconnects",
                        "maskgate_camera_state",
                        "maskgate_config_reloads",
                        "maskgate_event_latency_seconds",
                        "maskgate_events",
                        "maskgate_frames_decoded",
                        "maskgate_frames_dropped",
                        "maskgate_frames_inferred",
                        "maskgate_http_responses",
                        "maskgate_mqtt_commands",
                        "maskgate_mqtt_connected",
                        "maskgate_mqtt_failures",
                        "maskgate_mqtt_published",
                        "maskgate_mqtt_reconnects",
                        "maskgate_outbox_bytes",
                        "maskgate_outbox_events",
                        "maskgate_outbox_lost",
                        "maskgate_sparkplug_connected",
                        "maskgate_sparkplug_failures",
                        "maskgate_sparkplug_reconnects",
                        "maskgate_stage_seconds",
                        "maskgate_tracks",
                        "maskgate_tracks_refused",
                        "maskgate_tracks_undecided");
    }
}
