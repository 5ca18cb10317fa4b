package io.maskgate.daemon.mqtt;

import static io.maskgate.daemon.mqtt.Gateways.config;
import static io.maskgate.daemon.mqtt.Gateways.event;
import static io.maskgate.daemon.mqtt.Gateways.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.config.Secret;
import io.maskgate.daemon.events.RuleNews;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real mosquitto that dies, refuses, is taken over, or never answers. */
@Timeout(90)
class MqttOutageTest {
    /** Slow enough that an outage finds events on their way. */
    private static final Pace SLOW_DRAIN = new Pace(
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            16,
            100,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    /** Every connection counts as a steady one, and its loss as the first. */
    private static final Pace UNSUSPECTING = new Pace(
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ofNanos(1),
            Duration.ofMinutes(5),
            16,
            2000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    private static final String EVENTS = "maskgate/lobby/cameras/door/events";

    @TempDir
    Path folder;

    Gateways gateways;

    @BeforeEach
    void open() throws Exception {
        gateways = new Gateways(folder);
    }

    @AfterEach
    void close() {
        gateways.outbox.close();
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void brokerRestartedWhileEventsFlowEveryIdArrivesInOrder(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(
                        folder,
                        "allow_anonymous true",
                        "persistence true",
                        "persistence_location " + folder + "/",
                        "max_queued_messages 10000");
                var subscriber = new Subscriber(broker.port(), false);
                var gateway = gateways.gateway(config(broker.url(), version), (_, _) -> false, SLOW_DRAIN)) {
            gateway.start();
            int n = 0;
            for (int outage = 0; outage < 2; outage++) {
                await().until(() -> gateway.status().connected());
                int heard = subscriber.texts(EVENTS).size();
                for (int i = 0; i < 150; i++) {
                    tell(gateway, event("door", ++n));
                }
                await().until(() -> subscriber.texts(EVENTS).size() > heard + 20);
                broker.stop();
                await().until(() -> !gateway.status().connected());
                for (int i = 0; i < 50; i++) {
                    tell(gateway, event("door", ++n));
                }
                assertThat(gateway.status().waiting()).isPositive();
                broker.startAgain();
            }
            everyIdInOrder(subscriber, n);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void connectionCutWhileEventsFlowEveryIdArrivesInOrder(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port());
                var proxy = new Proxy(broker.port());
                var gateway = gateways.gateway(
                        config("mqtt://127.0.0.1:" + proxy.port(), version), (_, _) -> false, SLOW_DRAIN)) {
            gateway.start();
            IntStream.rangeClosed(1, 400).forEach(n -> tell(gateway, event("door", n)));
            for (int cuts = 1; cuts <= 4; cuts++) {
                int enough = cuts * 60;
                await().until(() -> subscriber.texts(EVENTS).size() >= enough);
                proxy.cut();
            }
            everyIdInOrder(subscriber, 400);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aGatewayThatGoesWithoutDeliveringLeavesTheRestToItsSuccessor(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port())) {
            var first = gateways.gateway(config(broker.url(), version), (_, _) -> false, SLOW_DRAIN);
            IntStream.rangeClosed(1, 200).forEach(n -> tell(first, event("door", n)));
            first.start();
            await().until(() -> subscriber.texts(EVENTS).size() > 20);
            first.close(Duration.ofMillis(1));
            assertThat(subscriber.texts(EVENTS)).hasSizeLessThan(200);
            try (var second = gateways.gateway(config(broker.url(), version))) {
                second.start();
                everyIdInOrder(subscriber, 200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aBrokerThatForgotEverythingIsToldAllThatIsRetainedAsItIsNow(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var gateway = gateways.gateway(Gateways.discovered(broker.url(), version))) {
            gateway.stateChanged(Gateways.status("door", CameraState.ONLINE));
            gateway.countsChanged("door", new FaceCounts(3, 2, 1));
            gateway.start();
            await().until(() -> gateway.status().connected());
            broker.stop();
            await().until(() -> !gateway.status().connected());
            gateway.stateChanged(Gateways.status("door", CameraState.STALLED));
            gateway.countsChanged("door", new FaceCounts(5, 2, 2));
            tell(gateway, new RuleNews.ComplianceRate("door", OptionalInt.of(50)));
            broker.startAgain();
            await().until(() -> gateway.status().connected());
            try (var late = new Subscriber(broker.port())) {
                await().untilAsserted(() -> assertThat(late.all())
                        .extracting(heard -> heard.topic().replace("maskgate/lobby/", "") + "=" + heard.text())
                        .contains(
                                "availability=online",
                                "cameras/door/availability=stalled",
                                "cameras/door/counts/people=5",
                                "cameras/door/counts/facemask=2",
                                "cameras/door/counts/no_facemask=2",
                                "cameras/door/compliance=50")
                        .anyMatch(heard -> heard.startsWith("homeassistant/device/lobby/config={")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aBacklogGoesToTheBrokerAtTheDrainRate(MqttVersion version) throws Exception {
        int events = 120;
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port());
                var gateway = gateways.gateway(config(broker.url(), version), (_, _) -> false, SLOW_DRAIN)) {
            IntStream.rangeClosed(1, events).forEach(n -> tell(gateway, event("door", n)));
            gateway.start();
            await().until(() -> !subscriber.texts(EVENTS).isEmpty());
            long begin = System.nanoTime();
            await().until(() -> gateways.metrics.outboxDraining.get() == 1);
            everyIdInOrder(subscriber, events);
            // All but the first window came one by one; a tenth is left to what the test itself notices late.
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThan(Duration.ofMillis(900L * (events - SLOW_DRAIN.window()) / SLOW_DRAIN.perSecond()));
            assertThat(gateways.metrics.outboxDelivered.get()).isEqualTo(events);
            await().until(() -> gateways.metrics.outboxDraining.get() == 0);
        }
    }

    /** Repeats are allowed, losses are not; the first of each id comes in the order of the events. */
    private void everyIdInOrder(Subscriber subscriber, int events) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(new LinkedHashSet<>(subscriber.texts(EVENTS)))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, events)
                                .mapToObj(Gateways::payload)
                                .toList()));
        await().untilAsserted(
                        () -> assertThat(gateways.outbox.health().messages()).isZero());
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void theWillFiresWhenTheConnectionIsCut(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port());
                var proxy = new Proxy(broker.port());
                var gateway = gateways.gateway(config("mqtt://127.0.0.1:" + proxy.port(), version))) {
            gateway.start();
            await().untilAsserted(() ->
                    assertThat(subscriber.texts("maskgate/lobby/availability")).containsExactly("online"));
            proxy.cut();
            await().untilAsserted(() ->
                    assertThat(subscriber.texts("maskgate/lobby/availability")).startsWith("online", "offline"));
            await().untilAsserted(() -> assertThat(subscriber.texts("maskgate/lobby/availability"))
                    .startsWith("online", "offline", "online"));
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aWrongPasswordIsSaidInWordsWithoutThePassword(MqttVersion version) throws Exception {
        var passwords = Files.writeString(folder.resolve("passwords"), "");
        try (var broker = Mosquitto.start(folder, "allow_anonymous false", "password_file " + passwords)) {
            var config = Gateways.config(
                    broker.url(), version, Optional.of("lobby"), Optional.of(new Secret("tea-4711")), Gateways.noTls());
            try (var gateway = gateways.gateway(config)) {
                gateway.start();
                await().untilAsserted(
                                () -> assertThat(gateway.status().detail())
                                        .isEqualTo(
                                                "the broker at 127.0.0.1:" + broker.port()
                                                        + " refuses the connection: not authorised; where user, password and client id are right,"
                                                        + " it may be the retained will at maskgate/lobby/availability that it does not allow"));
                assertThat(gateways.metrics.mqttFailures.labelValues("refused").get())
                        .isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void somethingThatAcceptsAndNeverAnswersIsGivenUpAtTheDeadline(MqttVersion version) throws Exception {
        try (var silent = new ServerSocket(0)) {
            var config = Gateways.config("mqtt://127.0.0.1:" + silent.getLocalPort(), version, Duration.ofSeconds(1));
            try (var gateway = gateways.gateway(config)) {
                gateway.start();
                await().untilAsserted(() -> assertThat(gateway.status().detail())
                        .isEqualTo("the broker at 127.0.0.1:" + silent.getLocalPort()
                                + " did not answer in time: connecting"));
                await().untilAsserted(
                                () -> assertThat(gateway.status().attempts()).isGreaterThanOrEqualTo(2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void twentyReconnectsLeaveNoThreadBehind(MqttVersion version) throws Exception {
        reconnectsLeaveNoThreadBehind(version, UNSUSPECTING, 20);
    }

    /** From the third loss on another daemon of the same name is suspected and listened for, by a connection of its own. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void listeningForARivalLeavesNoThreadBehind(MqttVersion version) throws Exception {
        reconnectsLeaveNoThreadBehind(version, Gateways.QUICK, 5);
    }

    private void reconnectsLeaveNoThreadBehind(MqttVersion version, Pace pace, int cuts) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var proxy = new Proxy(broker.port());
                var gateway =
                        gateways.gateway(config("mqtt://127.0.0.1:" + proxy.port(), version), (_, _) -> false, pace)) {
            gateway.start();
            await().until(() -> gateway.status().connected());
            await().untilAsserted(() -> assertThat(PahoThreadDump.take(folder)).hasSizeBetween(3, 5));
            for (int i = 0; i < cuts; i++) {
                long attempts = gateway.status().attempts();
                proxy.cut();
                await().until(() ->
                        gateway.status().connected() && gateway.status().attempts() > attempts);
            }
            await().untilAsserted(() -> assertThat(PahoThreadDump.take(folder)).hasSizeBetween(3, 5));
        }
        await().untilAsserted(() -> assertThat(PahoThreadDump.take(folder)).isEmpty());
    }
}
