package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DaemonConfigTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(GatewayConfig.LoopFilter.class)
    void theDaemonAcceptsItAndHasAllCameras(GatewayConfig.LoopFilter loopFilter) throws Exception {
        var settings = new PipelineBench.Settings(
                Optional.empty(),
                3,
                25,
                false,
                GatewayConfig.Policy.ADAPTIVE,
                loopFilter,
                2.5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1,
                Optional.of("small"),
                new Reference.OwnDecoder());
        Path file = Files.writeString(
                folder.resolve("bench.yaml"),
                new DaemonConfig(settings, "rtsp://127.0.0.1:9/bench?a=1#: x", "mqtt://127.0.0.1:9", folder, 8123)
                        .yaml());

        assertThat(ConfigReader.read(file, new SecretSources(Map.of())))
                .isInstanceOfSatisfying(ConfigResult.Valid.class, valid -> {
                    var config = valid.config();
                    assertThat(config.cameras())
                            .extracting(camera -> camera.id() + " " + camera.rate())
                            .containsExactly("camera-1 2.5", "camera-2 2.5", "camera-3 2.5");
                    assertThat(config.cameras())
                            .extracting(camera -> camera.decode().loopFilter())
                            .containsOnly(loopFilter);
                    assertThat(config.cameras().getFirst().url().reveal())
                            .isEqualTo("rtsp://127.0.0.1:9/bench?a=1#: x");
                    assertThat(config.model().name()).contains("small");
                    assertThat(config.health().listen()).hasToString("127.0.0.1:8123");
                });
    }
}
