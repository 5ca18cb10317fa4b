package io.maskgate.daemon.mqtt;

import static io.maskgate.daemon.mqtt.Gateways.config;
import static io.maskgate.daemon.mqtt.Gateways.discovered;
import static io.maskgate.daemon.mqtt.Gateways.event;
import static io.maskgate.daemon.mqtt.Gateways.payload;
import static io.maskgate.daemon.mqtt.Gateways.status;
import static io.maskgate.daemon.mqtt.Gateways.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.events.AlarmEvent;
import io.maskgate.daemon.events.LineCrossing;
import io.maskgate.daemon.events.RuleJson;
import io.maskgate.daemon.events.RuleNews;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.privacy.Gates;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MqttGatewayTest {
    @TempDir
    Path folder;

    Gateways gateways;
    int port;
    Subscriber subscriber;
    final Deque<AutoCloseable> open = new ArrayDeque<>();

    String broker() throws Exception {
        var broker = Mosquitto.start(folder, "allow_anonymous true");
        open.push(broker);
        port = broker.port();
        subscriber = new Subscriber(port);
        open.push(subscriber);
        return broker.url();
    }

    @BeforeEach
    void start() throws Exception {
        gateways = new Gateways(folder);
        open.push(gateways.outbox);
    }

    @AfterEach
    void stop() throws Exception {
        for (var closeable : open) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void saysOnlineThenCamerasThenEventsInOrderAndOfflineAtTheEnd(MqttVersion version) throws Exception {
        var gateway = gateways.gateway(config(broker(), version));
        tell(gateway, event("door", 1));
        gateway.stateChanged(status("door", CameraState.ONLINE));
        gateway.start();
        IntStream.rangeClosed(2, 100).forEach(n -> tell(gateway, event("door", n)));
        await().untilAsserted(() -> assertThat(subscriber.texts("maskgate/lobby/cameras/door/events"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100)
                        .mapToObj(Gateways::payload)
                        .toList()));
        assertThat(gateway.status().connected()).isTrue();
        assertThat(gateway.status().detail()).isEmpty();
        gateway.close();

        // A goodbye that a busy machine did not get out in time is said by the will once more.
        await().untilAsserted(() ->
                assertThat(subscriber.texts("maskgate/lobby/availability")).startsWith("online", "offline"));
        assertThat(subscriber.all())
                .first()
                .extracting(Subscriber.Heard::topic)
                .isEqualTo("maskgate/lobby/availability");
        assertThat(subscriber.texts("maskgate/lobby/cameras/door/availability")).containsExactly("online");
        await().untilAsserted(
                        () -> assertThat(gateways.outbox.health().messages()).isZero());
        assertThat(gateways.metrics.mqttPublished.get()).isGreaterThanOrEqualTo(102);
        try (var late = new Subscriber(port)) {
            await().untilAsserted(() -> assertThat(late.all())
                    .contains(
                            new Subscriber.Heard("maskgate/lobby/availability", "offline", true),
                            new Subscriber.Heard("maskgate/lobby/cameras/door/availability", "online", true))
                    .noneMatch(heard -> heard.topic().endsWith("/events")));
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aWillThatComesLateDoesNotLeaveTheGatewayOffline(MqttVersion version) throws Exception {
        var availability = "maskgate/lobby/availability";
        var gateway = gateways.gateway(config(broker(), version));
        try (gateway) {
            gateway.start();
            await().untilAsserted(
                            () -> assertThat(subscriber.texts(availability)).containsExactly("online"));
            subscriber.say(availability, "offline", true);
            await().untilAsserted(() ->
                    assertThat(subscriber.texts(availability)).containsExactly("online", "offline", "online"));
        }
        await().untilAsserted(() ->
                assertThat(subscriber.texts(availability)).startsWith("online", "offline", "online", "offline"));
    }

    /** MQTT 3.1.1 hands out what is stored at every subscription. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void theLastGoodbyeIsNoLateWillAndDoesNotUseUpTheLineOfOne(MqttVersion version) throws Exception {
        var availability = "maskgate/lobby/availability";
        var url = broker();
        subscriber.say(availability, "offline", true);
        try (var said = LogListener.to(MqttGateway.class, line -> line.getMessage());
                var gateway = gateways.gateway(config(url, version))) {
            gateway.start();
            await().untilAsserted(
                            () -> assertThat(subscriber.texts(availability)).endsWith("online"));
            assertThat(said.lines()).isEmpty();
            subscriber.say(availability, "offline", true);
            await().untilAsserted(() -> assertThat(said.lines()).hasSize(1));
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void tellsCrossingsAndAlarmsAsEventsAndHowThingsStandRetained(MqttVersion version) throws Exception {
        var now = Instant.now();
        var crossing = new LineCrossing(
                new UUID(0x7000, 1), "lobby", "door", "entry", LineCrossing.Direction.IN, "t1", Optional.empty(), now);
        var begun = new UUID(0x7000, 2);
        var alarm = new AlarmEvent(begun, begun, "lobby", "door", Optional.empty(), 0, 1, now, Optional.empty(), now);
        var over = alarm.ended(new UUID(0x7000, 3), 2, now, AlarmEvent.Reason.CLEARED, now);
        try (var gateway = gateways.gateway(config(broker(), version))) {
            gateway.start();
            tell(
                    gateway,
                    crossing,
                    alarm,
                    over,
                    new RuleNews.AlarmState("door", Optional.of(false)),
                    new RuleNews.ComplianceRate("door", OptionalInt.of(67)),
                    new RuleNews.ComplianceRate("hall", OptionalInt.empty()));
            await().untilAsserted(() -> assertThat(subscriber.texts("maskgate/lobby/cameras/door/lines"))
                    .containsExactly(new String(RuleJson.write(crossing), StandardCharsets.UTF_8)));
            await().untilAsserted(() -> assertThat(subscriber.texts("maskgate/lobby/cameras/door/alarms"))
                    .containsExactly(
                            new String(RuleJson.write(alarm), StandardCharsets.UTF_8),
                            new String(RuleJson.write(over), StandardCharsets.UTF_8)));
            await().untilAsserted(() -> assertThat(subscriber.texts("maskgate/lobby/cameras/hall/compliance"))
                    .containsExactly("unknown"));
            try (var late = new Subscriber(port)) {
                await().untilAsserted(() -> assertThat(late.all())
                        .contains(
                                new Subscriber.Heard("maskgate/lobby/cameras/door/alarm", "off", true),
                                new Subscriber.Heard("maskgate/lobby/cameras/door/compliance", "67", true))
                        .noneMatch(heard -> heard.topic().endsWith("/alarms")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void homeAssistantFindsTheDeviceAndHearsOfItAgainWhenItHasStarted(MqttVersion version) throws Exception {
        try (var gateway = gateways.gateway(discovered(broker(), version))) {
            gateway.stateChanged(status("door", CameraState.ONLINE));
            gateway.start();
            var topic = "homeassistant/device/lobby/config";
            await().untilAsserted(() ->
                    assertThat(subscriber.texts(topic)).last().asString().contains("\"door_people\""));
            gateway.stateChanged(status("gate", CameraState.ONLINE));
            await().untilAsserted(() -> assertThat(subscriber.texts(topic))
                    .last()
                    .asString()
                    .contains("\"door_people\"", "\"gate_people\""));

            int before = subscriber.texts(topic).size();
            subscriber.say("homeassistant/status", "offline", false);
            subscriber.say("homeassistant/status", "online", false);
            await().untilAsserted(() -> assertThat(subscriber.texts(topic)).hasSize(before + 1));

            tell(gateway, new RuleNews.AlarmState("door", Optional.of(false)));
            await().untilAsserted(() ->
                    assertThat(subscriber.texts(topic)).last().asString().contains("door_alarm"));
            assertThat(gateways.metrics.mqttCommands.labelValues("ignored").get())
                    .isZero();
        }
    }

    /** Each of six bytes had it publish the largest message there is. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aHomeAssistantThatStartsAllTheTimeHearsOfTheDeviceAtAPace(MqttVersion version) throws Exception {
        try (var gateway = gateways.gateway(discovered(broker(), version))) {
            gateway.stateChanged(status("door", CameraState.ONLINE));
            gateway.start();
            var topic = "homeassistant/device/lobby/config";
            await().untilAsserted(() -> assertThat(subscriber.texts(topic)).isNotEmpty());
            long begin = System.nanoTime();
            int before = subscriber.texts(topic).size();
            for (int i = 0; i < 100; i++) {
                subscriber.say("homeassistant/status", "online", false);
            }
            await().untilAsserted(() -> assertThat(subscriber.texts(topic)).hasSizeGreaterThan(before));
            gateway.stateChanged(status("gate", CameraState.ONLINE));
            await().untilAsserted(() ->
                    assertThat(subscriber.texts(topic)).last().asString().contains("\"gate_people\""));
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            assertThat(subscriber.texts(topic)).hasSizeLessThanOrEqualTo(before + 3 + (int) seconds / 3);
        }
    }

    /** Its birth topic is a setting of its own, which does not follow the discovery prefix. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void withAnotherDiscoveryPrefixTheUsualBirthIsHeardAsWellAsThatBelowThePrefix(MqttVersion version)
            throws Exception {
        try (var gateway = gateways.gateway(discovered(broker(), version, "ha"))) {
            gateway.stateChanged(status("door", CameraState.ONLINE));
            gateway.start();
            var topic = "ha/device/lobby/config";
            await().untilAsserted(() -> assertThat(subscriber.texts(topic)).hasSize(1));
            subscriber.say("homeassistant/status", "online", false);
            await().untilAsserted(() -> assertThat(subscriber.texts(topic)).hasSize(2));
            subscriber.say("ha/status", "online", false);
            await().untilAsserted(() -> assertThat(subscriber.texts(topic)).hasSize(3));
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void countsAreConflatedToTheNewestOncePerSecond(MqttVersion version) throws Exception {
        try (var gateway = gateways.gateway(config(broker(), version))) {
            gateway.start();
            await().until(() -> gateway.status().connected());
            for (int n = 1; n <= 50; n++) {
                gateway.countsChanged("door", new FaceCounts(n, n - 1, 1));
            }
            var people = "maskgate/lobby/cameras/door/counts/people";
            await().untilAsserted(
                            () -> assertThat(subscriber.texts(people)).last().isEqualTo("50"));
            assertThat(subscriber.texts(people)).hasSizeLessThanOrEqualTo(2);
            await().untilAsserted(() -> assertThat(subscriber.texts("maskgate/lobby/cameras/door/counts/facemask"))
                    .last()
                    .isEqualTo("49"));
            assertThat(subscriber.texts("maskgate/lobby/cameras/door/counts/no_facemask"))
                    .containsExactly("1");
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void countsThatAProcessLeftWhichDidNotLiveToTakeThemBackDoNotStand(MqttVersion version) throws Exception {
        var people = "maskgate/lobby/cameras/door/counts/people";
        var url = broker();
        subscriber.say(people, "2", true);
        try (var gateway = gateways.gateway(config(url, version))) {
            gateway.start();
            Gates.events(false).before(gateway).stateChanged(status("door", CameraState.OFFLINE));
            await().untilAsserted(() -> assertThat(subscriber.texts(people)).containsExactly("2", "0"));
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aCameraTakenOutWhileNothingRanIsTakenAwayAtTheBrokerAndThenForgotten(MqttVersion version) throws Exception {
        var gone = List.of("availability", "counts/people", "alarm").stream()
                .map(what -> "maskgate/lobby/cameras/yard/" + what)
                .toList();
        var url = broker();
        for (var topic : gone) {
            subscriber.say(topic, "1", true);
        }
        PublishedNames.cameras(folder).keep(Set.of("yard", "door"));
        try (var gateway = gateways.gateway(discovered(url, version))) {
            gateway.expect(new Published(PublishedNames.cameras(folder).read(), Set.of()), Set.of("door"));
            assertThat(gateway.published().cameras()).containsExactlyInAnyOrder("yard", "door");
            gateway.start();
            await().untilAsserted(() -> assertThat(gone)
                    .allSatisfy(topic -> assertThat(subscriber.texts(topic)).containsExactly("1", "")));
            await().untilAsserted(() -> assertThat(subscriber.texts("homeassistant/device/lobby/config"))
                    .last()
                    .asString()
                    .contains("\"yard_people\":{\"platform\":\"sensor\"}"));
            await().untilAsserted(
                            () -> assertThat(gateway.published().cameras()).containsExactly("door"));
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void obeysCommandsAndIgnoresWhatIsNoCommand(MqttVersion version) throws Exception {
        Map<String, Boolean> enabled = new ConcurrentHashMap<>();
        CommandHandler handler = (camera, on) -> {
            if (!camera.equals("door")) {
                return false;
            }
            enabled.put(camera, on);
            return true;
        };
        var topic = "maskgate/lobby/cameras/door/set/enabled";
        var url = broker();
        subscriber.say(topic, "on", true);
        try (var gateway = gateways.gateway(config(url, version), handler)) {
            gateway.start();
            await().until(() -> gateway.status().connected());
            for (var word : List.of("ON", "true", "", " off", "off\0", "x".repeat(5000), "öff")) {
                subscriber.say(topic, word, false);
            }
            subscriber.say("maskgate/lobby/cameras/nowhere/set/enabled", "on", false);
            subscriber.say(topic, "off", false);
            await().untilAsserted(() -> assertThat(enabled).containsEntry("door", false));
            await().untilAsserted(() -> assertThat(gateways.metrics
                            .mqttCommands
                            .labelValues("accepted")
                            .get())
                    .isEqualTo(1));
            assertThat(gateways.metrics.mqttCommands.labelValues("ignored").get())
                    .isBetween(8.0, 9.0);
            assertThat(gateway.status().connected()).isTrue();
        }
    }

    /** What stands there names cameras to Home Assistant after each of its restarts. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aDescriptionForHomeAssistantThatIsNoMoreAskedForIsTakenAwayAndThenForgotten(MqttVersion version)
            throws Exception {
        var topic = "homeassistant/device/lobby/config";
        var url = broker();
        var file = PublishedNames.descriptions(folder, "lobby");
        try (var gateway = gateways.gateway(discovered(url, version))) {
            gateway.stateChanged(status("door", CameraState.ONLINE));
            assertThat(gateway.published().descriptions())
                    .as("nothing was said yet")
                    .isEmpty();
            gateway.start();
            await().untilAsserted(
                            () -> assertThat(gateway.published().descriptions()).containsExactly(topic));
            file.keep(gateway.published().descriptions());
        }
        try (var gateway = gateways.gateway(config(url, version))) {
            gateway.expect(new Published(Set.of(), file.read()), Set.of("door"));
            assertThat(gateway.published().descriptions()).containsExactly(topic);
            gateway.start();
            await().untilAsserted(
                            () -> assertThat(subscriber.texts(topic)).last().isEqualTo(""));
            await().untilAsserted(
                            () -> assertThat(gateway.published().descriptions()).isEmpty());
        }
        try (var late = new Subscriber(port)) {
            await().untilAsserted(() -> assertThat(late.all())
                    .contains(new Subscriber.Heard("maskgate/lobby/availability", "offline", true))
                    .noneMatch(heard -> heard.topic().equals(topic)));
        }
    }

    /** openHAB and Node-RED publish commands so where they are told to, or by themselves. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aCommandThatTheBrokerIsToKeepIsObeyedWhenItIsSaidAndNotAgainAfterARestart(MqttVersion version)
            throws Exception {
        var obeyed = new CopyOnWriteArrayList<String>();
        CommandHandler handler = (camera, on) -> obeyed.add(camera + "=" + on);
        var topic = "maskgate/lobby/cameras/door/set/enabled";
        var config = config(broker(), version);
        try (var gateway = gateways.gateway(config, handler)) {
            gateway.start();
            await().until(() -> gateway.status().connected());
            subscriber.say(topic, "off", true);
            await().untilAsserted(() -> assertThat(obeyed).containsExactly("door=false"));
        }
        try (var gateway = gateways.gateway(config, handler)) {
            gateway.start();
            await().until(() -> gateway.status().connected());
            // What the broker kept would have come before it.
            subscriber.say(topic, "on", false);
            await().untilAsserted(() -> assertThat(obeyed).containsExactly("door=false", "door=true"));
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void withoutBrokerItRunsKeepsEventsAndSaysWhy(MqttVersion version) throws Exception {
        int port;
        try (var probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        var gateway = gateways.gateway(config("mqtt://127.0.0.1:" + port, version));
        gateway.start();
        tell(gateway, event("door", 1));
        await().untilAsserted(() -> assertThat(gateway.status().detail())
                .isEqualTo("nothing listens at 127.0.0.1:" + port + ": Connection refused"));
        await().untilAsserted(() -> assertThat(gateway.status().attempts()).isGreaterThan(3));
        assertThat(gateway.status().connected()).isFalse();
        assertThat(gateway.status().waiting()).isEqualTo(1);
        long before = System.nanoTime();
        gateway.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        assertThat(gateways.outbox.next(0, 10)).hasSize(1);
        assertThat(payload(1))
                .isEqualTo(gateways.outbox.next(0, 10).getFirst().id().toString());
    }
}
