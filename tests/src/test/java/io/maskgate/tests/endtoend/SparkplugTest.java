package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.RtspServer;
import io.maskgate.tests.support.SparkplugHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as an edge node of Sparkplug B, heard by a host with Tahu's decoder. */
class SparkplugTest {
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    @Test
    void birthsDataCommandsDeathByKillAndTheNextBirth(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var broker = Mosquitto.open(folder);
                var host = SparkplugHost.of(broker, "site");
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "gate")
                    .broker(broker.url(), "sparkplug: {enabled: true, group: site}")
                    .camera("lobby", rtsp.url("lobby"));
            try (var gateway = GatewayProcess.start(setup)) {
                await("the camera's birth")
                        .atMost(A_WHILE)
                        .until(() -> host.latest("DBIRTH lobby").isPresent());
                assertThat(host.heard().getFirst().type()).isEqualTo("NBIRTH");
                assertThat(host.latest("DBIRTH lobby").orElseThrow().values()).containsEntry("State", "online");
                await("people")
                        .atMost(A_WHILE)
                        .until(() -> host.heard().stream()
                                .anyMatch(message -> message.type().equals("DDATA lobby")
                                        && message.values().get("People") instanceof Integer people
                                        && people > 0));

                host.enable("gate", "lobby", false);
                gateway.awaitCamera("lobby", "disabled");
                await("the echo")
                        .atMost(A_WHILE)
                        .until(() -> host.heard().stream()
                                .anyMatch(message ->
                                        Boolean.FALSE.equals(message.values().get("Enabled"))));
                host.enable("gate", "lobby", true);
                gateway.awaitCamera("lobby", "online");

                long births = births(host);
                host.askForRebirth("gate");
                await("the rebirth").atMost(A_WHILE).until(() -> births(host) > births);
                host.assertNothingMissed();

                gateway.kill();
                await("the will")
                        .atMost(A_WHILE)
                        .until(() -> host.latest("NDEATH").isPresent());
                assertThat(host.latest("NDEATH").orElseThrow().bdSeq())
                        .isEqualTo(host.latest("NBIRTH").orElseThrow().bdSeq());
            }
            long births = births(host);
            long died = host.latest("NDEATH").orElseThrow().bdSeq();
            try (var _ = GatewayProcess.start(setup)) {
                await("the next birth").atMost(A_WHILE).until(() -> births(host) > births);
                assertThat(host.latest("NBIRTH").orElseThrow().bdSeq()).isEqualTo(died + 1);
            }
            await("the goodbye")
                    .atMost(A_WHILE)
                    .until(() -> host.latest("NDEATH")
                            .filter(death -> death.bdSeq() == died + 1)
                            .isPresent());
            host.assertNothingMissed();
        }
    }

    private static long births(SparkplugHost host) {
        return host.heard().stream()
                .filter(message -> message.type().equals("NBIRTH"))
                .count();
    }
}
