package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MqttRecorder;
import io.maskgate.tests.support.RtspServer;
import io.maskgate.tests.support.SeenEvent;
import io.maskgate.tests.support.SmallDisk;
import io.maskgate.tests.support.Tracks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the outbox fills to its last byte, and is freed again. */
class FullDiskTest {
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    @Test
    void aDiskThatFillsWhileEventsWaitLosesNoneAndIsWrittenAgainOnceFreed(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var disk = SmallDisk.mount(folder.resolve("disk"));
                var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "gate")
                    .stateIn(disk.folder())
                    .broker(broker.url())
                    .camera("lobby", rtsp.url("lobby"));
            // Before anything is sent: the broker might lose what it acknowledged a moment before.
            broker.kill();
            List<String> made;
            try (var gateway = GatewayProcess.start(setup)) {
                gateway.awaitCamera("lobby", "online");
                await("an event on the disk")
                        .atMost(A_WHILE)
                        .until(() -> gateway.metric("maskgate_outbox_events") >= 1);

                disk.fill();
                await("the full disk in health")
                        .atMost(A_WHILE)
                        .untilAsserted(() -> assertThat(gateway.check("disk").toString())
                                .contains("DOWN", "full", "events wait in memory"));
                assertThat(gateway.isReady()).isFalse();
                assertThat(gateway.log()).containsOnlyOnce("events cannot be written to");

                disk.free();
                await("health again")
                        .atMost(A_WHILE)
                        .untilAsserted(() -> assertThat(
                                        gateway.check("disk").get("status").textValue())
                                .isEqualTo("UP"));
                assertThat(gateway.log()).contains("The outbox is written again.");
                made = SeenEvent.ids(gateway.recentEvents());
                assertThat(made).isNotEmpty();
                // What waited in memory is on the disk by now, or the kill would lose it.
                gateway.kill();
            }
            broker.restart();
            try (var again = GatewayProcess.start(setup)) {
                await("every event of before")
                        .atMost(A_WHILE)
                        .untilAsserted(() ->
                                assertThat(SeenEvent.ids(recorder.events())).containsAll(made));
                assertThat(again.metric("maskgate_outbox_lost_total")).isZero();
            }
            // Order, gaps and repeats of everything that ever arrived.
            assertThat(Tracks.of(recorder.events()).all()).isNotEmpty();
        }
    }

    @Test
    void onADiskThatIsFullFromTheStartTheGatewayRunsAndDeliversAndSaysSo(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var disk = SmallDisk.mount(folder.resolve("disk"));
                var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            disk.fill();
            var setup = new GatewaySetup(folder, "gate")
                    .stateIn(disk.folder())
                    .broker(broker.url())
                    .camera("lobby", rtsp.url("lobby"));
            try (var gateway = GatewayProcess.start(setup)) {
                await("the full disk in health")
                        .atMost(A_WHILE)
                        .untilAsserted(() -> assertThat(gateway.check("disk").toString())
                                .contains("DOWN", "full", disk.folder().toString()));
                await("events all the same")
                        .atMost(A_WHILE)
                        .until(() -> recorder.events().size() >= 2);

                disk.free();
                await("health again").atMost(A_WHILE).until(gateway::isReady);
                assertThat(disk.folder().resolve("outbox/outbox.db")).isNotEmptyFile();
            }
        }
    }
}
