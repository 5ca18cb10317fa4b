package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two daemons under one name at a real mosquitto: noticed, reported, not fought over. */
@Timeout(180)
class RivalsTest {
    private static final String OTHER = "another daemon is lobby too, on host ";
    private static final Pace PACE = new Pace(
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            16,
            2000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    @TempDir
    Path folder;

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    /** A daemon with everything of its own but the name. */
    private record Daemon(Gateways gateways, MqttGateway mqtt) implements AutoCloseable {
        void stop() {
            mqtt.close(Duration.ofSeconds(1));
        }

        @Override
        public void close() {
            stop();
            gateways.outbox.close();
        }

        boolean connected() {
            return mqtt.status().connected();
        }

        double rivals() {
            return gateways.metrics.mqttRivals.get();
        }
    }

    private Daemon daemon(String box, BrokerKeys.Mqtt config) throws Exception {
        return daemon(box, config, PACE);
    }

    private Daemon daemon(String box, BrokerKeys.Mqtt config, Pace pace) throws Exception {
        var gateways = new Gateways(Files.createDirectories(folder.resolve(box)));
        var mqtt = gateways.gateway(config, (_, _) -> false, pace);
        mqtt.start();
        return new Daemon(gateways, mqtt);
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void oneStaysTheOtherKeepsStillSaysSoAndComesBackWhenItIsAlone(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port());
                var one = daemon("one", Gateways.config(broker.url(), version))) {
            soon().until(one::connected);
            try (var two = daemon("two", Gateways.config(broker.url(), version))) {
                soon().until(() -> Stream.of(one, two).filter(Daemon::connected).count() == 1
                        && Stream.of(one, two).anyMatch(it -> it.mqtt.isDisplaced()));
                var winner = one.connected() ? one : two;
                var loser = one.connected() ? two : one;

                // Pushed out first, told by whom a moment later.
                soon().untilAsserted(() -> assertThat(loser.mqtt.status().detail())
                        .startsWith(OTHER)
                        .contains("looks again in 2 s"));
                long attempts = winner.mqtt.status().attempts();
                soon().untilAsserted(() -> assertThat(winner.mqtt.status().detail())
                        .startsWith(OTHER)
                        .endsWith("; give each gateway a name of its own"));
                assertThat(winner.rivals()).isEqualTo(1);
                assertThat(loser.rivals()).isEqualTo(1);
                assertThat(loser.gateways
                                .metrics
                                .mqttFailures
                                .labelValues("rival")
                                .get())
                        .isPositive();

                // Through several looks nobody is pushed out.
                long looks = loser.mqtt.status().attempts();
                soon().until(() -> loser.mqtt.status().attempts() >= looks + 3);
                assertThat(winner.connected()).isTrue();
                assertThat(winner.mqtt.status().attempts()).isEqualTo(attempts);
                assertThat(subscriber.texts("maskgate/lobby/availability").getLast())
                        .isEqualTo("online");

                winner.stop();
                soon().until(loser::connected);
                assertThat(loser.mqtt.isDisplaced()).isFalse();
                soon().untilAsserted(
                                () -> assertThat(loser.mqtt.status().detail()).isEmpty());
                assertThat(loser.rivals()).as("not heard of any more").isZero();
            }
        }
    }

    @Test
    void twoWithClientIdsOfTheirOwnStayConnectedAndSaySo() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var one = daemon("one", named(broker.url(), "box-1"));
                var two = daemon("two", named(broker.url(), "box-2"))) {
            soon().untilAsserted(() -> {
                assertThat(one.mqtt.status().detail()).startsWith(OTHER);
                assertThat(two.mqtt.status().detail()).startsWith(OTHER);
            });
            assertThat(one.connected() && two.connected()).isTrue();
            one.stop();
            soon().untilAsserted(() -> assertThat(two.mqtt.status().detail()).isEmpty());
        }
    }

    @Test
    void threeWithClientIdsOfTheirOwnComeToRest() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port());
                var one = daemon("one", named(broker.url(), "box-1"), Pace.USUAL);
                var two = daemon("two", named(broker.url(), "box-2"), Pace.USUAL);
                var three = daemon("three", named(broker.url(), "box-3"), Pace.USUAL)) {
            var all = List.of(one, two, three);
            soon().untilAsserted(() -> assertThat(all)
                    .allSatisfy(each -> assertThat(each.mqtt.status().detail()).startsWith(OTHER)));
            // When they come, and once for each of the others; the next is said after five minutes.
            Awaitility.await()
                    .during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            subscriber.texts("maskgate/lobby/instance/here").size() <= 9);
            assertThat(all)
                    .allSatisfy(each -> assertThat(each.mqtt.status().detail().split("on host "))
                            .as("two others")
                            .hasSize(3));
        }
    }

    @Test
    void whereNobodyMayLookTheFightIsSlow() throws Exception {
        var access = folder.resolve("access");
        Files.writeString(access, "topic write maskgate/#\ntopic read maskgate/+/cameras/#\n");
        try (var broker = Mosquitto.start(folder, "allow_anonymous true", "acl_file " + access);
                var one = daemon("one", Gateways.config(broker.url(), MqttVersion.V5))) {
            soon().until(one::connected);
            try (var two = daemon("two", Gateways.config(broker.url(), MqttVersion.V5))) {
                soon().until(() -> attempts(one) >= 2 && attempts(two) >= 2);
                long before = attempts(one) + attempts(two);
                Awaitility.await()
                        .during(Duration.ofSeconds(6))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> attempts(one) + attempts(two) <= before + 4);
                assertThat(one.gateways
                                .metrics
                                .mqttFailures
                                .labelValues("taken_over")
                                .get())
                        .isPositive();
            }
        }
    }

    @Test
    void aClientIdThatAnotherPrefixHasTooIsNotFoughtOverForEver() throws Exception {
        var slow = new Pace(
                PACE.firstBackoff(),
                PACE.maxBackoff(),
                PACE.stableAfter(),
                Duration.ofSeconds(15),
                PACE.window(),
                PACE.perSecond(),
                PACE.countsInterval(),
                PACE.ackTimeout());
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var one = daemon("one", named(broker.url(), "site-a", "same"), slow)) {
            soon().until(one::connected);
            try (var two = daemon("two", named(broker.url(), "site-b", "same"), slow)) {
                // The first is pushed out three times, the second twice: once without a look, then after one in vain.
                soon().until(() -> takenOver(one) + takenOver(two) == 5);
                assertThat(Stream.of(one, two).filter(it -> !it.connected()))
                        .singleElement()
                        .satisfies(it -> assertThat(it.mqtt.status().detail())
                                .startsWith("another client with the same id has connected")
                                .endsWith("client-id of its own"));
                Awaitility.await()
                        .during(Duration.ofSeconds(12))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> takenOver(one) + takenOver(two) == 5);
            }
        }
    }

    private static double takenOver(Daemon daemon) {
        return daemon.gateways.metrics.mqttFailures.labelValues("taken_over").get();
    }

    private static long attempts(Daemon daemon) {
        return daemon.mqtt.status().attempts();
    }

    private static BrokerKeys.Mqtt named(String url, String clientId) {
        return named(url, "maskgate", clientId);
    }

    private static BrokerKeys.Mqtt named(String url, String prefix, String clientId) {
        var plain = Gateways.config(url, MqttVersion.V5);
        return new BrokerKeys.Mqtt(
                plain.url(),
                plain.version(),
                prefix,
                Optional.of(clientId),
                Optional.empty(),
                Optional.empty(),
                plain.keepAlive(),
                plain.connectTimeout(),
                plain.tls(),
                plain.homeAssistant(),
                plain.sparkplug());
    }
}
