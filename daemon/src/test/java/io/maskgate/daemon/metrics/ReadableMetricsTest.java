package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.privacy.Gates;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In mode aggregate counts per interval are all that leaves: a metric that moves with single faces would tell each of them,
 * to whoever reaches the health listener. Of every metric it is written down here whether it does.
 */
class ReadableMetricsTest {
    private static final Set<String> MOVING_WITH_FACES = words("""
            maskgate_tracks maskgate_tracks_undecided_total maskgate_tracks_refused_total
            maskgate_events_total maskgate_events_suppressed_total maskgate_event_latency_seconds
            maskgate_line_crossings_total maskgate_alarm maskgate_alarms_total maskgate_compliance_ratio
            maskgate_inference_candidates_total maskgate_inference_detections_total maskgate_inference_invalid_total
            maskgate_inference_outside_total maskgate_inference_suppressed_total maskgate_inference_truncated_total
            maskgate_decoding_sparsely
            """);

    /** How much is decoded and looked at moves with somebody's presence where cameras decode by adaptive, as PRIVACY.md says. */
    private static final Set<String> READ_BY_ANYBODY = words("""
            maskgate_frames_decoded_total maskgate_frames_left_total maskgate_frames_dropped_total
            maskgate_frames_inferred_total maskgate_frames_unchanged_total maskgate_decode_seconds_total
            maskgate_stage_seconds
            maskgate_inference_engine_seconds_total maskgate_inference_failures_total
            maskgate_inference_pictures_total maskgate_inference_runs_total

            maskgate_health_check maskgate_build_info process_start_time_seconds
            maskgate_config_reloads_total maskgate_log_lines_total
            maskgate_camera_state maskgate_camera_reconnects_total maskgate_camera_threads_replaced_total
            maskgate_stream_troubles_total maskgate_hardware_decoder_given_up maskgate_main_pictures_total
            maskgate_outbox_events maskgate_outbox_bytes maskgate_outbox_delivered_total
            maskgate_outbox_repeated_total maskgate_outbox_lost_total maskgate_outbox_draining
            maskgate_mqtt_connected maskgate_mqtt_reconnects_total maskgate_mqtt_failures_total
            maskgate_mqtt_published_total maskgate_mqtt_commands_total maskgate_mqtt_rivals
            maskgate_mqtt_certificate_expiry_timestamp_seconds maskgate_mqtt_certificate_renewal_timestamp_seconds
            maskgate_sparkplug_connected maskgate_sparkplug_reconnects_total maskgate_sparkplug_failures_total
            maskgate_sparkplug_published_total maskgate_sparkplug_dropped_total
            maskgate_model_serving maskgate_model_activation maskgate_model_activations_total
            maskgate_model_agreement
            maskgate_engine_state maskgate_engine_wanted maskgate_engine_serving maskgate_engine_events_total
            maskgate_http_responses_total maskgate_access_refused_total maskgate_access_locked_out
            maskgate_access_logins_total maskgate_access_sessions
            maskgate_web_certificate_expiry_timestamp_seconds maskgate_web_certificate_reloads_total
            maskgate_web_certificate_renewal_timestamp_seconds
            maskgate_preview_viewers maskgate_pictures_total maskgate_event_stream_lost_total
            maskgate_stored_pictures maskgate_stored_pictures_bytes maskgate_stored_pictures_fates_total
            maskgate_state_disk_free_bytes maskgate_state_disk_size_bytes maskgate_state_disk_age_seconds
            maskgate_state_disk_hangs_total
            maskgate_host_temperature_celsius maskgate_host_throttled maskgate_host_clock_synchronised
            process_cpu_seconds_total process_resident_memory_bytes process_anonymous_memory_bytes
            process_threads process_open_fds
            jvm_memory_committed_bytes jvm_buffer_pool_used_bytes maskgate_native_objects
            """);

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    private static Set<String> names(MetricSnapshots metrics) {
        return metrics.stream().map(MetricsPageTest::name).collect(Collectors.toSet());
    }

    @Test
    void inModeAggregateNoMetricIsReadThatMovesWithSingleFaces(@TempDir Path folder) {
        var registry = MetricsPageTest.registry(folder);
        var all = names(registry.scrape());
        var unknown = new TreeSet<>(all);
        unknown.removeAll(MOVING_WITH_FACES);
        unknown.removeAll(READ_BY_ANYBODY);
        assertThat(unknown)
                .as("metrics of which nobody has said whether they move with single faces; say it here, and withhold"
                        + " those that do in PrivacyGate")
                .isEmpty();

        var gate = Gates.of(PrivacyMode.AGGREGATE, false);
        assertThat(names(registry.scrape(gate::metric))).containsExactlyInAnyOrderElementsOf(READ_BY_ANYBODY);
        assertThat(all).containsAll(MOVING_WITH_FACES);
        assertThat(names(registry.scrape(Gates.events(false)::metric))).isEqualTo(all);
    }
}
