package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MqttRecorder;
import io.maskgate.tests.support.RtspServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cameras that are none, or do not let us in, beside one that works. */
class BadCameraTest {
    private static final String PASSWORD = "s3cr3t-and-wrong";
    private static final String RIGHT = "s3cr3t-and-right";

    @Test
    void eachIsOfflineWithItsReasonAndNoPasswordIsTold(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.guarded(folder, "viewer:" + RIGHT, Map.of("lobby", clip.mp4()));
                var garbage = new Garbage()) {
            var setup = new GatewaySetup(folder, "gate")
                    .broker(broker.url())
                    .camera("good", rtsp.url("lobby", "viewer:" + RIGHT))
                    .camera("wrong-password", rtsp.url("lobby", "viewer:" + PASSWORD))
                    .camera("nowhere", rtsp.url("nowhere", "viewer:" + RIGHT))
                    .camera("closed", "rtsp://viewer:" + PASSWORD + "@127.0.0.1:1/x")
                    .camera(
                            "garbage",
                            "rtsp://viewer:" + PASSWORD + "@127.0.0.1:" + garbage.port() + "/x",
                            "connect-timeout: 3s");
            try (var gateway = GatewayProcess.start(setup)) {
                gateway.awaitCamera("good", "online");
                assertThat(reason(gateway, "wrong-password")).containsIgnoringCase("password");
                assertThat(reason(gateway, "nowhere")).containsIgnoringCase("no such stream");
                assertThat(reason(gateway, "closed")).containsIgnoringCase("refused");
                assertThat(reason(gateway, "garbage")).isNotBlank();
                for (var camera : new String[] {"wrong-password", "nowhere", "closed", "garbage"}) {
                    await(camera)
                            .atMost(Duration.ofSeconds(30))
                            .untilAsserted(() -> assertThat(
                                            recorder.latest(setup.topic("cameras/" + camera + "/availability")))
                                    .hasValue("offline"));
                }
                assertThat(gateway.check("camera/good").at("/data/state").textValue())
                        .isEqualTo("online");
                assertThat(gateway.log() + gateway.ready() + gateway.metrics() + recorder.messages())
                        .doesNotContain(PASSWORD, RIGHT);
            }
        }
    }

    private static String reason(GatewayProcess gateway, String camera) {
        await("a reason why " + camera + " is offline")
                .atMost(Duration.ofSeconds(30))
                .until(() -> gateway.check("camera/" + camera)
                                .at("/data/state")
                                .textValue()
                                .equals("offline")
                        && !text(gateway, camera).isBlank()
                        // Offline is also what a camera is before its first attempt has ended.
                        && !text(gateway, camera).equals("connecting"));
        return text(gateway, camera);
    }

    private static String text(GatewayProcess gateway, String camera) {
        return gateway.check("camera/" + camera).at("/data/reason").asText("");
    }

    /** Answers everybody with random bytes without end. */
    private static final class Garbage implements AutoCloseable {
        private final ServerSocket server;

        Garbage() throws IOException {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        var random = new Random(1);
                        var bytes = new byte[4096];
                        try (socket) {
                            while (true) {
                                random.nextBytes(bytes);
                                socket.getOutputStream().write(bytes);
                            }
                        } catch (IOException _) {
                            // The visitor has gone.
                        }
                    });
                } catch (IOException _) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
