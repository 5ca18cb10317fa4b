package io.maskgate.daemon.mqtt;

import static io.maskgate.daemon.mqtt.Gateways.event;
import static io.maskgate.daemon.mqtt.Gateways.payload;
import static io.maskgate.daemon.mqtt.Gateways.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.logging.LogListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that ends the connection at a message it does not allow, as HiveMQ, RabbitMQ and VerneMQ do. */
@Timeout(60)
class ClosingBrokerTest {
    private static final String DESCRIPTION = "homeassistant/device/lobby/config";
    private static final String LEFT_OUT =
            "left out for an hour, since the broker answered it three times by ending the connection or not at all";

    @TempDir
    Path folder;

    private final LogListener<String> log = LogListener.to(Session.class, new SimpleFormatter()::formatMessage);
    private Gateways gateways;
    /** Where the gateway looks for another of its name. */
    private ServerSocket looks;

    @BeforeEach
    void open() throws Exception {
        gateways = new Gateways(folder);
        looks = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    looks.accept().close();
                }
            } catch (IOException _) {
                // The test is over.
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        looks.close();
        gateways.outbox.close();
    }

    private MqttGateway gateway(ScriptedBroker broker) {
        var gateway = new MqttGateway(
                "lobby",
                Gateways.discovered("mqtt://127.0.0.1:" + looks.getLocalPort(), MqttVersion.V5),
                gateways.outbox,
                event -> event.id().toString().getBytes(StandardCharsets.UTF_8),
                false,
                (_, _) -> false,
                gateways.metrics,
                Clock.systemUTC(),
                new Random(1),
                Gateways.QUICK,
                broker);
        gateway.stateChanged(Gateways.status("door", CameraState.ONLINE));
        return gateway;
    }

    /** At the first connection the answers to what was said before are lost with it: one says so only one by one. */
    @Test
    void aStateThatMayNotBeSaidIsLeftOutAndEventsGo() {
        try (var broker = new ScriptedBroker();
                var gateway = gateway(broker)) {
            broker.shut("homeassistant/");
            gateway.start();
            tell(gateway, event("door", 1), event("door", 2));
            await().untilAsserted(() ->
                    assertThat(gateway.status().detail()).isEqualTo(DESCRIPTION + " is not said: " + LEFT_OUT));
            await().until(() -> gateways.outbox.health().messages() == 0);
            assertThat(ScriptedBroker.texts(broker.events())).containsExactly(payload(1), payload(2));
            assertThat(broker.connections()).isEqualTo(5);
            assertThat(broker.kept())
                    .containsEntry("maskgate/lobby/availability", "online")
                    .containsEntry("maskgate/lobby/cameras/door/availability", "online")
                    .doesNotContainKey(DESCRIPTION);
            assertThat(log.lines()).contains(DESCRIPTION + " is " + LEFT_OUT + "; check the broker's access list");
        }
    }

    @Test
    void anEventThatMayNotBeSaidIsLeftOutAndThoseBehindItGo() {
        var crossings = "maskgate/lobby/cameras/door/lines";
        try (var broker = new ScriptedBroker();
                var gateway = gateway(broker)) {
            broker.shut(crossings);
            tell(
                    gateway,
                    new LineCrossing(
                            new UUID(1, 1),
                            "lobby",
                            "door",
                            "entry",
                            LineCrossing.Direction.IN,
                            "t1",
                            Optional.empty(),
                            Instant.now()));
            tell(gateway, event("door", 1), event("door", 2));
            gateway.start();
            await().until(() -> gateways.outbox.health().messages() == 1);
            assertThat(ScriptedBroker.texts(broker.events())).containsExactly(payload(1), payload(2));
            assertThat(gateway.status().detail()).isEqualTo("messages of " + crossings + " wait: " + LEFT_OUT);
            assertThat(broker.connections()).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void whatTheBrokerRefusedJustBeforeItEndedTheConnectionIsWhatItEndedItFor() {
        try (var broker = new ScriptedBroker();
                var gateway = gateway(broker);
                var said = LogListener.to(Keeper.class, new SimpleFormatter()::formatMessage)) {
            broker.refuseAndShut("homeassistant/");
            gateway.start();
            tell(gateway, event("door", 1));
            await().until(() -> gateways.outbox.health().messages() == 0);
            await().untilAsserted(() -> assertThat(gateway.status().detail()).contains(LEFT_OUT));
            assertThat(said.lines())
                    .contains("Not connected to the broker: the script says so, and had just refused what was said at "
                            + DESCRIPTION + "; if that is so each time, the broker's access list does not allow it");
            assertThat(broker.connections()).isEqualTo(4);
        }
    }

    @Test
    void aReloadTriesAgain() {
        try (var broker = new ScriptedBroker();
                var gateway = gateway(broker)) {
            leaveOut(broker, gateway);
            gateway.tryAgain();
            await().until(() -> broker.kept().containsKey(DESCRIPTION));
            await().untilAsserted(() -> assertThat(gateway.status().detail()).isEmpty());
        }
    }

    /** It may have been started again with another list, and a network that does not even connect ends connections too. */
    @Test
    void aBrokerThatWasAwayIsTriedAgain() {
        try (var broker = new ScriptedBroker();
                var gateway = gateway(broker)) {
            leaveOut(broker, gateway);
            broker.goAway(1);
            await().until(() -> broker.kept().containsKey(DESCRIPTION));
        }
    }

    private void leaveOut(ScriptedBroker broker, MqttGateway gateway) {
        broker.shut("homeassistant/");
        gateway.start();
        await().until(() -> gateway.status().detail().contains(LEFT_OUT));
        broker.shut();
    }

    /** Twice in a row, time and again. */
    @Test
    void aNetworkThatBreaksNowAndThenLeavesNothingOut() {
        try (var broker = new ScriptedBroker(1, 2, 4, 5, 7, 8, 10, 11);
                var gateway = gateway(broker)) {
            gateway.start();
            tell(gateway, event("door", 1), event("door", 2), event("door", 3), event("door", 4));
            await().until(() -> gateways.outbox.health().messages() == 0);
            assertThat(broker.connections()).isEqualTo(9);
            assertThat(gateway.status().detail()).isEmpty();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("left out"))
                    .isEmpty();
        }
    }
}
