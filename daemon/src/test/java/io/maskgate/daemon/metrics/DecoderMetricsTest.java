package io.maskgate.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.HardwareDecoders.GivenUp;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecoderMetricsTest {
    @Test
    void aDecoderThatWasGivenUpIsNamedWithItsReason() throws Exception {
        var registry = new PrometheusRegistry();
        DecoderMetrics.register(registry, () -> Map.of("h264_cuvid", GivenUp.SILENT, "hevc_v4l2m2m", GivenUp.STUCK));
        var out = new ByteArrayOutputStream();
        new PrometheusTextFormatWriter(false).write(out, registry.scrape());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "maskgate_hardware_decoder_given_up{decoder=\"h264_cuvid\",reason=\"silent\"} 1.0",
                        "maskgate_hardware_decoder_given_up{decoder=\"hevc_v4l2m2m\",reason=\"stuck\"} 1.0");
    }
}
