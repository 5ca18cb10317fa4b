package io.maskgate.daemon.mqtt;

import static io.maskgate.daemon.mqtt.Gateways.config;
import static io.maskgate.daemon.mqtt.Gateways.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.GatewayConfig.MqttVersion;
import io.maskgate.daemon.config.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real mosquitto that dies, refuses, is taken over, or never answers. */
@Timeout(90)
class MqttOutageTest {
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
    void brokerKilledAndRestartedWhileEventsFlowEveryIdArrivesInOrder(MqttVersion version) throws Exception {
        var heard = new ArrayList<String>();
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var gateway = gateways.gateway(config(broker.url(), version))) {
            gateway.start();
            int n = 0;
            for (int outage = 0; outage < 3; outage++) {
                try (var subscriber = new Subscriber(broker.port())) {
                    await().until(() -> gateway.status().connected());
                    for (int i = 0; i < 100; i++) {
                        gateway.event(event("door", ++n));
                    }
                    await().until(() -> !subscriber.texts(EVENTS).isEmpty());
                    broker.kill();
                    // What the broker has acknowledged but not passed on is lost with the broker, not by the gateway.
                    for (int i = 0; i < 100; i++) {
                        gateway.event(event("door", ++n));
                    }
                    await().until(() -> !gateway.status().connected());
                    heard.addAll(subscriber.texts(EVENTS));
                }
                broker.startAgain();
            }
            try (var subscriber = new Subscriber(broker.port())) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(gateway.status().waiting()).isZero());
                int last = n;
                gateway.event(event("door", last + 1));
                await().until(() -> subscriber.texts(EVENTS).contains(Gateways.payload(last + 1)));
                heard.addAll(subscriber.texts(EVENTS));
            }
            var acknowledgedOnly = IntStream.rangeClosed(1, n)
                    .mapToObj(Gateways::payload)
                    .filter(id -> !heard.contains(id))
                    .count();
            assertThat(acknowledgedOnly)
                    .as("acknowledged by the broker, died with it")
                    .isLessThanOrEqualTo(3 * 100L);
            assertThat(new LinkedHashSet<>(heard)).isSorted();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void brokerWithPersistentSubscriberLosesNothingThroughGatewayCrash(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port())) {
            var first = gateways.gateway(config(broker.url(), version));
            first.start();
            IntStream.rangeClosed(1, 200).forEach(n -> first.event(event("door", n)));
            first.close(Duration.ofMillis(1));
            try (var second = gateways.gateway(config(broker.url(), version))) {
                second.start();
                await().untilAsserted(() -> assertThat(new LinkedHashSet<>(subscriber.texts(EVENTS)))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, 200)
                                .mapToObj(Gateways::payload)
                                .toList()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void theWillFiresWhenTheConnectionIsCut(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port());
                var proxy = new Proxy(broker.port());
                var gateway = gateways.gateway(config("mqtt://127.0.0.1:" + proxy.port(), version))) {
            gateway.start();
            await().until(() -> gateway.status().connected());
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
                await().untilAsserted(() -> assertThat(gateway.status().detail())
                        .isEqualTo("the broker at 127.0.0.1:" + broker.port()
                                + " refuses the connection: not authorised"));
                assertThat(gateways.metrics.mqttFailures.labelValues("refused").get())
                        .isPositive();
            }
        }
    }

    @Test
    void anotherClientWithTheSameIdIsReportedAndNotFoughtOver() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var other = new Gateways(folder.resolve("other")).outbox;
                var first = gateways.gateway(config(broker.url(), MqttVersion.V5))) {
            first.start();
            await().until(() -> first.status().connected());
            try (var second = gateways.gateway(config(broker.url(), MqttVersion.V5))) {
                second.start();
                await().until(() -> second.status().connected());
                await().untilAsserted(() -> assertThat(first.status().detail())
                        .isEqualTo("another client with the same id has connected to the broker at 127.0.0.1:"
                                + broker.port() + "; give each gateway a name or a client-id of its own"));
                await().during(Duration.ofSeconds(1))
                        .until(() ->
                                second.status().connected() && first.status().attempts() == 1);
                assertThat(other.health().ok()).isTrue();
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
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var proxy = new Proxy(broker.port());
                var gateway = gateways.gateway(config("mqtt://127.0.0.1:" + proxy.port(), version))) {
            gateway.start();
            await().until(() -> gateway.status().connected());
            int before = pahoThreads();
            assertThat(before).isPositive();
            for (int i = 0; i < 20; i++) {
                long attempts = gateway.status().attempts();
                proxy.cut();
                await().until(() ->
                        gateway.status().connected() && gateway.status().attempts() > attempts);
            }
            await().untilAsserted(() -> assertThat(pahoThreads()).isLessThanOrEqualTo(before + 1));
        }
        await().untilAsserted(() -> assertThat(pahoThreads()).isZero());
    }

    /** Paho's threads are virtual, so only a thread dump knows them; Paho renames them to "MQTT ...". */
    private int pahoThreads() throws IOException {
        var dump = folder.resolve("threads-" + System.nanoTime());
        java.lang.management.ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        List<String> lines = Files.readAllLines(dump);
        Files.delete(dump);
        return (int) lines.stream()
                .filter(line -> line.startsWith("#") && (line.contains("MQTT ") || line.contains("mqtt-paho")))
                .count();
    }
}
