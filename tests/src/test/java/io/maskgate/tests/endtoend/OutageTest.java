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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away and comes back, and the gateway dies in between. */
class OutageTest {
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    @Test
    void everyEventArrivesThroughBrokerOutagesAndAKilledGateway(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        try (var broker = Mosquitto.open(folder);
                var recorder = MqttRecorder.of(broker);
                var rtsp = RtspServer.serving(folder, Map.of("lobby", clip.mp4()))) {
            var setup = new GatewaySetup(folder, "gate").broker(broker.url()).camera("lobby", rtsp.url("lobby"));
            broker.kill();

            List<String> made;
            Instant killed;
            try (var first = GatewayProcess.start(setup)) {
                await("events without a broker")
                        .atMost(A_WHILE)
                        .until(() -> first.metric("maskgate_outbox_events") >= 2);
                assertThat(first.isReady()).isFalse();
                assertThat(first.check("broker").get("status").textValue()).isEqualTo("DOWN");

                broker.restart();
                await("the outbox empty").atMost(A_WHILE).until(() -> first.metric("maskgate_outbox_events") == 0);
                assertThat(first.isReady()).isTrue();
                awaitPassedOn(first, recorder);

                broker.kill();
                await("events in an outage").atMost(A_WHILE).until(() -> first.metric("maskgate_outbox_events") >= 2);
                made = SeenEvent.ids(first.recentEvents());
                killed = Instant.now();
                first.kill();
            }

            broker.restart();
            try (var second = GatewayProcess.start(setup)) {
                await("the first gateway's events")
                        .atMost(A_WHILE)
                        .untilAsserted(() ->
                                assertThat(SeenEvent.ids(recorder.events())).containsAll(made));

                await("an end to each track the killed gateway left open")
                        .atMost(A_WHILE)
                        .untilAsserted(() -> assertThat(
                                        Tracks.of(until(killed, recorder)).open())
                                .isEmpty());

                second.awaitCamera("lobby", "online");
                awaitPassedOn(second, recorder);
                broker.kill();
                await("events of the second gateway")
                        .atMost(A_WHILE)
                        .until(() -> second.metric("maskgate_outbox_events") >= 2);
                broker.restart();
                await("the outbox empty").atMost(A_WHILE).until(() -> second.metric("maskgate_outbox_events") == 0);
                var more = SeenEvent.ids(second.recentEvents());
                assertThat(more).isNotEmpty();

                await("the second gateway's events")
                        .atMost(A_WHILE)
                        .untilAsserted(() ->
                                assertThat(SeenEvent.ids(recorder.events())).containsAll(more));
                assertThat(second.metric("maskgate_outbox_lost_total")).isZero();
            }
            // Order, gaps and repeats of everything that ever arrived.
            assertThat(Tracks.of(recorder.events()).all()).isNotEmpty();
        }
    }

    /** What the broker acknowledged and passed on to nobody yet would be gone with it. */
    private static void awaitPassedOn(GatewayProcess gateway, MqttRecorder recorder) {
        await("passed on")
                .atMost(A_WHILE)
                .untilAsserted(() -> assertThat(SeenEvent.ids(recorder.events()))
                        .containsAll(SeenEvent.ids(gateway.recentEvents())));
    }

    private static List<SeenEvent> until(Instant killed, MqttRecorder recorder) {
        return recorder.events().stream()
                .filter(event -> event.since().isBefore(killed))
                .toList();
    }
}
