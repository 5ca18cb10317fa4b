package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import java.io.IOException;
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

    private GatewayConfig read(GatewayConfig.Policy policy, GatewayConfig.LoopFilter loopFilter) throws IOException {
        var settings = new PipelineBench.Settings(
                Optional.empty(),
                3,
                25,
                false,
                policy,
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
        var result = ConfigReader.read(file, new SecretSources(Map.of()));
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }

    @ParameterizedTest
    @EnumSource
    void theDaemonAcceptsItAndHasAllCameras(GatewayConfig.LoopFilter loopFilter) throws Exception {
        var config = read(GatewayConfig.Policy.ADAPTIVE, loopFilter);
        assertThat(config.cameras())
                .extracting(camera -> camera.id() + " " + camera.rate())
                .containsExactly("camera-1 2.5", "camera-2 2.5", "camera-3 2.5");
        assertThat(config.cameras())
                .extracting(camera -> camera.decode().loopFilter())
                .containsOnly(loopFilter);
        assertThat(config.cameras().getFirst().url().reveal()).isEqualTo("rtsp://127.0.0.1:9/bench?a=1#: x");
        assertThat(config.model().name()).contains("small");
        assertThat(config.health().listen()).hasToString("127.0.0.1:8123");
    }

    /** The report names the policy that was asked for, whatever the daemon does. */
    @ParameterizedTest
    @EnumSource
    void everyCameraDecodesByThePolicyThatWasAskedFor(GatewayConfig.Policy policy) throws Exception {
        assertThat(read(policy, GatewayConfig.LoopFilter.WATCHED).cameras())
                .hasSize(3)
                .extracting(camera -> camera.decode().policy())
                .containsOnly(policy);
    }
}
