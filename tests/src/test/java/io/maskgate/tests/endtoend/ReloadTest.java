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

/** SIGHUP, as {@code systemctl reload} sends it. */
class ReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String DECODED = "maskgate_frames_decoded_total";

    @Test
    void aCameraThatDidNotChangeDoesNotBlinkAndAFaultyFileChangesNothing(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder).mp4();
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("one", clip, "two", clip, "three", clip))) {
            var setup = new GatewaySetup(folder, "gate")
                    .broker(broker.url())
                    .camera("stays", rtsp.url("one"))
                    .camera("moves", rtsp.url("two"))
                    .camera("goes", "rtsp://127.0.0.1:1/x");
            try (var gateway = GatewayProcess.start(setup)) {
                gateway.awaitCamera("stays", "online");
                gateway.awaitCamera("moves", "online");
                var since = since(gateway, "stays");

                setup.noCameras()
                        .camera("stays", rtsp.url("one"))
                        .camera("moves", rtsp.url("three"))
                        .write();
                gateway.reload();
                await("the reload")
                        .atMost(PATIENCE)
                        .until(() -> detail(gateway).equals("removed: goes; changed: moves"));
                await("the new stream")
                        .atMost(PATIENCE)
                        .until(() -> rtsp.started("three").isPresent());
                gateway.awaitCamera("moves", "online");

                double frames = gateway.metric(DECODED, "stays");
                await("frames go on").atMost(PATIENCE).until(() -> gateway.metric(DECODED, "stays") > frames + 10);
                assertThat(gateway.metric("maskgate_camera_reconnects_total", "stays"))
                        .isZero();
                assertThat(since(gateway, "stays")).isEqualTo(since);
                assertThat(recorder.messages())
                        .filteredOn(message -> message.topic().equals(setup.topic("cameras/stays/availability")))
                        .extracting(MqttRecorder.Message::payload)
                        .containsOnlyOnce("online");
                await("the camera that is gone is forgotten")
                        .atMost(PATIENCE)
                        .until(() -> recorder.latest(setup.topic("cameras/goes/availability"))
                                .filter(String::isEmpty)
                                .isPresent());

                var file = setup.folder().resolve("gate.yaml");
                var good = Files.readString(file);
                Files.writeString(file, good + "\ncolour: blue\nlog:\n  level: loud\n");
                gateway.reload();
                await("the refusal")
                        .atMost(PATIENCE)
                        .until(() -> detail(gateway).startsWith("2 faults"));
                assertThat(gateway.log()).contains("colour", "log.level", "the old one stays");
                assertThat(gateway.isReady()).isTrue();

                Files.writeString(file, good.replace("gateway: gate", "gateway: other"));
                gateway.reload();
                await("the other refusal")
                        .atMost(PATIENCE)
                        .until(() -> detail(gateway).equals("these need a restart: gateway"));
                assertThat(since(gateway, "stays")).isEqualTo(since);
                assertThat(gateway.metric("maskgate_config_reloads_total")).isEqualTo(3);
                assertThat(gateway.metrics())
                        .contains(
                                "maskgate_config_reloads_total{result=\"applied\"} 1.0",
                                "maskgate_config_reloads_total{result=\"faulty\"} 1.0",
                                "maskgate_config_reloads_total{result=\"restart\"} 1.0");
            }
        }
    }

    private static String since(GatewayProcess gateway, String camera) {
        return gateway.check("camera/" + camera).at("/data/since").textValue();
    }

    /** What the last reload came to; empty before the first. */
    private static String detail(GatewayProcess gateway) {
        for (var check : gateway.ready().get("checks")) {
            if (check.get("name").textValue().equals("configuration")) {
                return check.at("/data/detail").textValue();
            }
        }
        return "";
    }
}
