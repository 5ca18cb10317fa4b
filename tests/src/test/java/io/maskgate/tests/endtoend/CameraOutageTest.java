package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MqttRecorder;
import io.maskgate.tests.support.RtspServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cameras that die, hang and are switched off, beside one that goes on. */
class CameraOutageTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @Test
    void aCameraComesBackByItselfAndItsNeighbourNeverBlinks(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var steady =
                        RtspServer.serving(Files.createDirectory(folder.resolve("a")), Map.of("lobby", clip.mp4()));
                var shaky =
                        RtspServer.serving(Files.createDirectory(folder.resolve("b")), Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "gate")
                    .broker(broker.url())
                    .camera("steady", steady.url("lobby"))
                    .camera("shaky", shaky.url("lobby"), "stall-after: 2s", "connect-timeout: 3s");
            var topic = setup.topic("cameras/shaky/availability");
            try (var gateway = GatewayProcess.start(setup)) {
                gateway.awaitCamera("steady", "online");
                gateway.awaitCamera("shaky", "online");

                shaky.kill();
                await("said that it is offline")
                        .atMost(SOON)
                        .until(() -> recorder.latest(topic).orElse("").equals("offline"));
                assertThat(gateway.check("camera/shaky").at("/data/reason").textValue())
                        .isNotBlank();
                assertThat(gateway.isReady()).isTrue();
                shaky.restart();
                await("said that it is back")
                        .atMost(SOON)
                        .until(() -> recorder.latest(topic).orElse("").equals("online"));

                shaky.freeze();
                await("said that it hangs")
                        .atMost(SOON)
                        .until(() -> recorder.said(topic).contains("stalled"));
                shaky.thaw();
                await("said that it is back again")
                        .atMost(SOON)
                        .until(() -> recorder.latest(topic).orElse("").equals("online"));

                assertThat(gateway.metric("maskgate_camera_reconnects_total")).isGreaterThanOrEqualTo(2);
                assertThat(recorder.said(setup.topic("cameras/steady/availability")))
                        .doesNotHaveDuplicates()
                        .endsWith("online");
            }
        }
    }

    @Test
    void commandsSwitchACameraOffAndOnAndOthersAreIgnoredAndCounted(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "gate").broker(broker.url()).camera("lobby", rtsp.url("lobby"));
            var command = setup.topic("cameras/lobby/set/enabled");
            try (var gateway = GatewayProcess.start(setup)) {
                gateway.awaitCamera("lobby", "online");
                await("connected").atMost(SOON).until(gateway::isReady);

                recorder.publish(command, "perhaps");
                recorder.publish(command, "x".repeat(100_000));
                recorder.publish(setup.topic("cameras/nobody/set/enabled"), "off");
                await("ignored commands counted")
                        .atMost(SOON)
                        .until(() ->
                                gateway.metrics().contains("maskgate_mqtt_commands_total{result=\"ignored\"} 3.0"));
                assertThat(gateway.check("camera/lobby").at("/data/state").textValue())
                        .isEqualTo("online");

                recorder.publish(command, "off");
                var topic = setup.topic("cameras/lobby/availability");
                await("said that it is off")
                        .atMost(SOON)
                        .until(() -> recorder.latest(topic).orElse("").equals("disabled"));
                recorder.publish(command, "on");
                await("said that it is on")
                        .atMost(SOON)
                        .until(() -> recorder.latest(topic).orElse("").equals("online"));
            }
        }
    }
}
