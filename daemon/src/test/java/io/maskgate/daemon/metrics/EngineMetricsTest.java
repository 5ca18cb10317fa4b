package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EngineMetricsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();

    private String scrape() throws Exception {
        var out = new ByteArrayOutputStream();
        new PrometheusTextFormatWriter(false).write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theyFollowTheEngine() throws Exception {
        var status = new AtomicReference<>(EngineStatus.cpu("onnxruntime cpu fp32", "no driver"));
        var wanted = new AtomicReference<>(ModelKeys.Engine.AUTO);
        var events = new AtomicReference<>(Map.<Event, Long>of());
        EngineMetrics.register(registry, status::get, wanted::get, events::get);
        assertThat(scrape())
                .contains(
                        "maskgate_engine_state{state=\"cpu\"} 1.0",
                        "maskgate_engine_wanted{engine=\"auto\"} 1.0",
                        "maskgate_engine_wanted{engine=\"cpu\"} 0.0",
                        "maskgate_engine_serving{engine=\"onnxruntime cpu fp32\"} 1.0",
                        "maskgate_engine_events_total{event=\"swap\"} 0.0");

        status.set(new EngineStatus(State.ACCELERATED, "tensorrt fp16", "", Map.of(Event.SWAP, 1L)));
        wanted.set(ModelKeys.Engine.CPU);
        events.set(Map.of(Event.SWAP, 2L, Event.FALL_BACK, 1L, Event.RETRY, 3L));
        assertThat(scrape())
                .contains(
                        "maskgate_engine_state{state=\"cpu\"} 0.0",
                        "maskgate_engine_state{state=\"accelerated\"} 1.0",
                        "maskgate_engine_wanted{engine=\"auto\"} 0.0",
                        "maskgate_engine_wanted{engine=\"tensorrt\"} 0.0",
                        "maskgate_engine_wanted{engine=\"cpu\"} 1.0",
                        "maskgate_engine_serving{engine=\"tensorrt fp16\"} 1.0",
                        "maskgate_engine_events_total{event=\"swap\"} 2.0",
                        "maskgate_engine_events_total{event=\"fall_back\"} 1.0",
                        "maskgate_engine_events_total{event=\"retry\"} 3.0")
                .doesNotContain("onnxruntime");
    }
}
