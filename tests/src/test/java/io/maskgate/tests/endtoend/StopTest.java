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
import io.maskgate.tests.support.Tracks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM, as the service manager sends it. */
class StopTest {
    private static final int SIGTERM_EXIT = 128 + 15;

    @Test
    void stopsWithinFiveSecondsEndingOpenTracksAndSayingOffline(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "gate").broker(broker.url()).camera("lobby", rtsp.url("lobby"));
            try (var gateway = GatewayProcess.start(setup)) {
                await("a face in view")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !Tracks.of(recorder.events()).open().isEmpty());

                var exit = gateway.terminate(Duration.ofSeconds(5));

                assertThat(exit).as(gateway::log).isPresent();
                assertThat(exit.getAsInt()).isIn(0, SIGTERM_EXIT);
            }
            await("the end of every face")
                    .atMost(Duration.ofSeconds(5))
                    .untilAsserted(() ->
                            assertThat(Tracks.of(recorder.events()).open()).isEmpty());
            try (var late = MqttRecorder.of(broker, "late")) {
                await("the retained word")
                        .atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(late.messages())
                                .contains(new MqttRecorder.Message(setup.topic("availability"), "offline", true)));
            }
        }
    }

    @Test
    void stopsWithinFiveSecondsWithoutABrokerAndKeepsItsEvents(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "gate").broker(broker.url()).camera("lobby", rtsp.url("lobby"));
            broker.kill();
            List<String> made;
            try (var gateway = GatewayProcess.start(setup)) {
                await("events")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !gateway.recentEvents().isEmpty());
                made = SeenEvent.ids(gateway.recentEvents());
                assertThat(gateway.terminate(Duration.ofSeconds(5)))
                        .as(gateway::log)
                        .isPresent();
            }
            broker.restart();
            try (var again = GatewayProcess.start(setup)) {
                await("the events kept")
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() ->
                                assertThat(SeenEvent.ids(recorder.events())).containsAll(made));
                assertThat(again.metric("maskgate_outbox_lost_total")).isZero();
            }
            // Order, gaps and repeats of everything that ever arrived.
            assertThat(Tracks.of(recorder.events()).all()).isNotEmpty();
        }
    }
}
