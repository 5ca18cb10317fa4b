package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.hw.video.Trust;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamSpecsTest {
    @Test
    void whoIsTakenForTheCameraIsWhomTheConfigurationNames() {
        var none = new GatewayConfig.CameraTls(Optional.empty(), Optional.empty());
        var pinned =
                new GatewayConfig.CameraTls(Optional.empty(), Optional.of("AB:CD".repeat(8) + ":" + "0F".repeat(16)));
        var signed = new GatewayConfig.CameraTls(Optional.of(Path.of("ca.pem")), Optional.empty());

        assertThat(StreamSpecs.trust(none)).isEqualTo(new Trust.Anyone());
        assertThat(StreamSpecs.trust(pinned)).isEqualTo(new Trust.Pinned("abcd".repeat(8) + "0f".repeat(16)));
        assertThat(StreamSpecs.trust(signed)).isEqualTo(new Trust.Authority(Path.of("ca.pem")));
    }

    @Test
    void everyStreamOfACameraIsJudged() throws Exception {
        var signed = new GatewayConfig.CameraTls(Optional.of(Path.of("ca.pem")), Optional.empty());
        var camera = Room.camera("door", "rtsps://192.0.2.1/s", signed, false);

        assertThat(StreamSpecs.detection(camera, 1).trust()).isEqualTo(new Trust.Authority(Path.of("ca.pem")));
        assertThat(StreamSpecs.main(camera).trust()).isEqualTo(new Trust.Authority(Path.of("ca.pem")));
    }
}
