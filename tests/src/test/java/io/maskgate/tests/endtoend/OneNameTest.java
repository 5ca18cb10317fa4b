package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.FreePort;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MqttRecorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloned box: two daemons with one name. */
class OneNameTest {
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    @Test
    void theNewerSpeaksTheOlderKeepsStillAndBothSaySo(@TempDir Path folder) throws Exception {
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker)) {
            try (var older = GatewayProcess.start(box(folder, "one", broker))) {
                await("the older one at the broker")
                        .atMost(A_WHILE)
                        .until(() -> recorder.latest("maskgate/gate/availability")
                                .filter("online"::equals)
                                .isPresent());
                try (var newer = GatewayProcess.start(box(folder, "two", broker))) {
                    await("the older one keeps still").atMost(A_WHILE).untilAsserted(() -> {
                        assertThat(detail(older)).startsWith("another daemon is gate too, on host ");
                        assertThat(status(older)).isEqualTo("DOWN");
                    });
                    await("the newer one knows")
                            .atMost(A_WHILE)
                            .untilAsserted(
                                    () -> assertThat(detail(newer)).startsWith("another daemon is gate too, on host "));
                    assertThat(status(newer)).isEqualTo("UP");
                    assertThat(newer.metric("maskgate_mqtt_rivals")).isEqualTo(1);
                    assertThat(older.metric("maskgate_mqtt_rivals")).isEqualTo(1);
                    assertThat(newer.metric("maskgate_mqtt_reconnects_total"))
                            .as("pushed out")
                            .isZero();
                    assertThat(recorder.said("maskgate/gate/availability"))
                            .containsExactly("online", "offline", "online");
                }
            }
        }
    }

    private static GatewaySetup box(Path folder, String place, Mosquitto broker) throws Exception {
        return new GatewaySetup(Files.createDirectories(folder.resolve(place)), "gate")
                .broker(broker.url())
                .camera("door", "rtsp://127.0.0.1:" + FreePort.find() + "/nobody");
    }

    private static String detail(GatewayProcess gateway) {
        return gateway.check("broker").at("/data/detail").textValue();
    }

    private static String status(GatewayProcess gateway) {
        return gateway.check("broker").get("status").textValue();
    }
}
