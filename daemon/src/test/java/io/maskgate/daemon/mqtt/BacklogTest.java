package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.config.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand events wait, an hour's, when the broker comes back; two more times it breaks off while they go. The
 * gateway is the whole one, with its real outbox; the hour has passed by a moved clock.
 */
@Timeout(120)
class BacklogTest {
    private static final int RATE = 2000;
    private static final Pace PACE = Gateways.QUICK.withPerSecond(RATE);

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.now());
    private final HourOfEvents hour = new HourOfEvents(clock);
    private Gateways gateways;

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    @BeforeEach
    void anHourWithoutBroker() throws Exception {
        gateways = new Gateways(folder, clock, new Size(1 << 26), Duration.ofDays(7));
        hour.passWithoutBroker(gateways);
        // What is just being written counts a moment later.
        soon().untilAsserted(
                        () -> assertThat(gateways.outbox.health().messages()).isEqualTo(HourOfEvents.EVENTS));
    }

    @Test
    void aScriptedBrokerGetsThemInOrderAtTheRateAndWhatIsRetainedAfterEachBreak() throws Exception {
        try (var outbox = gateways.outbox;
                var broker = new ScriptedBroker(3000, 7000);
                var gateway = new MqttGateway(
                        "lobby",
                        Gateways.config("mqtt://127.0.0.1:1", MqttVersion.V5),
                        outbox,
                        event -> new byte[0],
                        false,
                        (_, _) -> false,
                        gateways.metrics,
                        clock,
                        new Random(1),
                        PACE,
                        broker)) {
            gateway.stateChanged(Gateways.status("door", CameraState.ONLINE));
            gateway.countsChanged("door", new FaceCounts(3, 2, 1));
            gateway.start();
            soon().until(() -> outbox.health().messages() == 0);

            var heard = broker.events();
            check(ScriptedBroker.texts(heard));
            assertThat(broker.connections()).isEqualTo(3);
            assertThat(mostWithin(heard, Duration.ofMillis(500)))
                    .as("the rate, and a window at each connection")
                    .isLessThanOrEqualTo(RATE / 2 + 2 * PACE.window());
            assertThat(broker.kept())
                    .as("said again to a broker that forgot it")
                    .containsEntry("maskgate/lobby/availability", "online")
                    .containsEntry("maskgate/lobby/cameras/door/availability", "online")
                    .containsEntry("maskgate/lobby/cameras/door/counts/people", "3");
            assertThat(gateways.metrics.outboxDelivered.get()).isEqualTo(HourOfEvents.EVENTS);
        }
    }

    @Test
    void aRealBrokerGetsThemInOrderThroughACutConnection() throws Exception {
        try (var outbox = gateways.outbox;
                var broker = Mosquitto.start(folder, "allow_anonymous true", "max_queued_messages 0");
                var proxy = new Proxy(broker.port());
                var subscriber = new Subscriber(broker.port());
                var gateway = gateways.gateway(
                        Gateways.config("mqtt://127.0.0.1:" + proxy.port(), MqttVersion.V5), (_, _) -> false, PACE)) {
            gateway.stateChanged(Gateways.status("door", CameraState.ONLINE));
            gateway.start();
            for (int cut = 1; cut <= 2; cut++) {
                int after = cut * HourOfEvents.EVENTS / 4;
                soon().until(() -> events(subscriber).size() > after);
                proxy.cut();
                gateway.stateChanged(Gateways.status("door", cut == 1 ? CameraState.STALLED : CameraState.OFFLINE));
            }
            soon().until(() -> outbox.health().messages() == 0);
            soon().until(() -> new LinkedHashSet<>(events(subscriber)).size() == HourOfEvents.EVENTS);
            check(events(subscriber));
            assertThat(subscriber.texts("maskgate/lobby/availability"))
                    .as("after each cut the will, then said again")
                    .containsExactly("online", "offline", "online", "offline", "online");
            try (var late = new Subscriber(broker.port())) {
                soon().until(() ->
                        late.texts("maskgate/lobby/cameras/door/availability").equals(List.of("offline")));
            }
        }
    }

    private static List<String> events(Subscriber subscriber) {
        return subscriber.all().stream()
                .filter(heard -> heard.topic().endsWith("/events"))
                .map(Subscriber.Heard::text)
                .toList();
    }

    /** Each event once, by its id; those of a track in order; some twice, as many as were on their way at a break. */
    private void check(List<String> texts) {
        var first = new LinkedHashSet<UUID>();
        texts.forEach(text -> first.add(UUID.fromString(text)));
        assertThat(first).containsExactlyInAnyOrderElementsOf(hour.made.keySet());
        assertThat(hour.tracks(first))
                .hasSize(HourOfEvents.EVENTS / HourOfEvents.TRACK)
                .allSatisfy((_, seqs) -> assertThat(seqs).containsExactly(1, 2, 3, 4));
        assertThat(texts.size() - HourOfEvents.EVENTS).isBetween(0, 2 * PACE.window());
        assertThat(gateways.outbox.health().lost()).isZero();
    }

    private static int mostWithin(List<ScriptedBroker.Heard> heard, Duration span) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < heard.size(); to++) {
            while (heard.get(to).at() - heard.get(from).at() >= span.toNanos()) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
