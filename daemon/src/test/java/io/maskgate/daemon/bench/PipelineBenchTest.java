package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.cli.Maskgate;
import io.maskgate.daemon.cli.Typed;
import io.maskgate.daemon.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineBenchTest {
    @TempDir
    Path folder;

    @Test
    void daemonAndReferenceAreMeasuredOnTheSameStream() throws Exception {
        var report = bench(FullHdClip.bundled(folder).toString()).run();

        assertThat(report.rounds()).hasSize(1);
        var daemon = report.rounds().getFirst().daemon();
        assertThat(daemon.decoded()).isPositive();
        assertThat(daemon.inferred()).isPositive().isLessThanOrEqualTo(daemon.decoded());
        assertThat(daemon.cpuSeconds()).isPositive();
        assertThat(daemon.startSeconds()).isPositive();
        assertThat(daemon.resident()).isBetween(30_000_000L, daemon.peak());
        assertThat(report.rounds().getFirst().reference().resident()).isPositive();
        assertThat(report.stream()).endsWith("lobby.mp4");
    }

    @Test
    void aSourceThatCannotBeServedEndsWithTheServersWords() {
        assertThatThrownBy(() -> bench(folder.resolve("none.mp4").toString()).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the RTSP server ended without a word")
                .hasMessageContaining("none.mp4");
    }

    private static PipelineBench bench(String source) {
        var settings = new PipelineBench.Settings(
                Optional.of(source),
                1,
                25,
                false,
                GatewayConfig.Policy.ADAPTIVE,
                5,
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                1,
                Optional.of(Typed.zoo().resolve("probe").toString()),
                new Reference.OwnDecoder());
        return new PipelineBench(Program.own(Maskgate.class), settings, _ -> {});
    }
}
