package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with TLS and passwords. */
class GuardedBrokerTest {
    private static final String CAMERA = "rtsp://127.0.0.1:1/x";

    @Test
    void theRightPasswordOverTlsConnectsInBothVersionsOfTheProtocol(@TempDir Path folder) throws Exception {
        try (var broker = Mosquitto.guarded(folder, "maskgate", "right-word")) {
            for (var version : new String[] {"5", "3.1.1"}) {
                var secret = Files.writeString(folder.resolve("secret"), "right-word\n");
                var setup = new GatewaySetup(folder, "v" + version.replace(".", "_"))
                        .broker(
                                broker.url(),
                                "version: " + version,
                                "username: maskgate",
                                "password: ${file:" + secret + "}",
                                "tls:",
                                "  ca: " + broker.ca())
                        .camera("door", CAMERA);
                try (var gateway = GatewayProcess.start(setup)) {
                    await("connected with " + version)
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> up(gateway));
                }
            }
        }
    }

    @Test
    void aWrongPasswordAndAnUnknownAuthorityAreNamedInHealthWithoutTheSecret(@TempDir Path folder) throws Exception {
        try (var broker = Mosquitto.guarded(folder, "maskgate", "right-word")) {
            var wrong = new GatewaySetup(folder, "wrong")
                    .broker(broker.url(), "username: maskgate", "password: wrong-word", "tls:", "  ca: " + broker.ca())
                    .camera("door", CAMERA);
            var unknown = new GatewaySetup(folder, "unknown")
                    .broker(broker.url(), "username: maskgate", "password: right-word")
                    .camera("door", CAMERA);
            for (var setup : new GatewaySetup[] {wrong, unknown}) {
                try (var gateway = GatewayProcess.start(setup)) {
                    await("a failure counted")
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> gateway.metric("maskgate_mqtt_failures_total") >= 1);
                    assertThat(up(gateway)).isFalse();
                    assertThat(gateway.check("broker").at("/data/detail").asText())
                            .isNotBlank();
                    assertThat(gateway.log() + gateway.ready()).doesNotContain("wrong-word", "right-word");
                }
            }
        }
    }

    private static boolean up(GatewayProcess gateway) {
        return gateway.check("broker").get("status").textValue().equals("UP");
    }
}
