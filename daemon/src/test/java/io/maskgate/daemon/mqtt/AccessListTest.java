package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.contract.AsyncApi;
import io.maskgate.daemon.contract.Document;
import io.maskgate.daemon.logging.LogListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker that lets the gateway in, and not say everything: health names what is missing at whoever listens. */
@Timeout(60)
class AccessListTest {
    private static final Pattern SUBSCRIBED = Pattern.compile("\\d+: lobby(?:-sparkplug)? \\d (?<filter>\\S+)");

    @TempDir
    Path folder;

    @Test
    void whatTheAccessListForbidsIsSaidByHealthUntilItIsAllowed() throws Exception {
        var gateways = new Gateways(folder);
        try (var outbox = gateways.outbox;
                var broker = new ScriptedBroker();
                var gateway = new MqttGateway(
                        "lobby",
                        Gateways.discovered("mqtt://127.0.0.1:1", MqttVersion.V5),
                        outbox,
                        event -> event.id().toString().getBytes(StandardCharsets.UTF_8),
                        false,
                        (_, _) -> false,
                        gateways.metrics,
                        Clock.systemUTC(),
                        new Random(1),
                        Gateways.QUICK,
                        broker)) {
            broker.forbid("homeassistant/", "maskgate/lobby/cameras/door/events");
            gateway.stateChanged(Gateways.status("door", CameraState.ONLINE));
            Gateways.tell(gateway, Gateways.event("door", 1));
            gateway.start();

            await().untilAsserted(() -> assertThat(gateway.status().detail())
                    .isEqualTo("homeassistant/device/lobby/config is not said: the broker refuses it (not authorised); "
                            + "messages of maskgate/lobby/cameras/door/events wait: the broker refuses them"
                            + " (not authorised)"));
            assertThat(gateway.status().connected()).isTrue();
            assertThat(outbox.health().messages()).isEqualTo(1);

            broker.forbid();
            await().untilAsserted(() -> assertThat(gateway.status().detail()).isEmpty());
            assertThat(broker.kept()).containsKey("homeassistant/device/lobby/config");
            assertThat(ScriptedBroker.texts(broker.events())).containsExactly(Gateways.payload(1));
        }
    }

    /** The block as it stands in MESSAGING.md, with names put in; whoever is no user sees and says everything. */
    @Test
    void theListOfThePageIsAllThatTheGatewayNeedsOfARealMosquitto() throws Exception {
        var page = Files.readString(Path.of("MESSAGING.md"));
        var list = page.substring(page.indexOf("## What the broker must allow"))
                .lines()
                .skip(1)
                .dropWhile(String::isBlank)
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .collect(Collectors.joining("\n", "topic readwrite #\n", "\n"))
                .replace("lobby-1", "lobby")
                .replace("GROUP", "site")
                .replace("HOST", "scada");
        var access = Files.writeString(folder.resolve("access"), list);
        var gateways = new Gateways(folder);
        var obeyed = new CopyOnWriteArrayList<String>();
        try (var _ = gateways.outbox;
                var broker = Mosquitto.start(
                        folder, "allow_anonymous true", "acl_file " + access, "log_type subscribe", "log_type error");
                var hall = new Subscriber(broker.port());
                var scada = new Supervision(broker.port())) {
            var config = Gateways.everything(broker.url(), "lobby");
            try (var gateway = gateways.gateway(config, (camera, enabled) -> obeyed.add(camera + "=" + enabled));
                    var edge = gateways.edge(config, folder)) {
                gateway.stateChanged(Gateways.status("door", CameraState.ONLINE));
                Gateways.tell(gateway, Gateways.event("door", 1));
                gateway.start();
                edge.start();
                scada.state(true, System.currentTimeMillis());
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    assertThat(hall.texts("maskgate/lobby/cameras/door/events")).containsExactly(Gateways.payload(1));
                    assertThat(hall.texts("homeassistant/device/lobby/config")).isNotEmpty();
                    assertThat(scada.host().told()).contains("NBIRTH");
                });
                hall.say("maskgate/lobby/cameras/door/set/enabled", "off", false);
                await().untilAsserted(() -> assertThat(obeyed).containsExactly("door=false"));
                assertThat(gateway.status().detail()).isEmpty();
                assertThat(edge.status().detail()).isEmpty();
            }
            assertThat(filters())
                    .contains("maskgate/lobby/cameras/+/set/enabled", "spBv1.0/site/NBIRTH/lobby")
                    .allSatisfy(
                            filter -> assertThat(Document.of(AsyncApi.yaml()).receives(filter))
                                    .as("whether asyncapi.yaml says that the gateway listens to " + filter)
                                    .isTrue());
        }
    }

    /** What the gateway subscribed to, by the broker's log: client, quality of service and filter. */
    private List<String> filters() throws IOException {
        try (var lines = Files.lines(folder.resolve("mosquitto.log"))) {
            return lines.map(SUBSCRIBED::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group("filter"))
                    .toList();
        }
    }

    /** Also in weeks in which the connection holds: whoever mended the access list waits for the switches to work. */
    @Test
    void aSubscriptionThatIsRefusedIsTriedAgainOverTheSameConnection() throws Exception {
        var gateways = new Gateways(folder);
        var obeyed = new CopyOnWriteArrayList<String>();
        try (var outbox = gateways.outbox;
                var said = LogListener.to(
                        Subscriptions.class, line -> MessageFormat.format(line.getMessage(), line.getParameters()));
                var broker = new ScriptedBroker();
                var gateway = new MqttGateway(
                        "lobby",
                        Gateways.config("mqtt://127.0.0.1:1", MqttVersion.V5),
                        outbox,
                        event -> event.id().toString().getBytes(StandardCharsets.UTF_8),
                        false,
                        (camera, enabled) -> obeyed.add(camera + "=" + enabled),
                        gateways.metrics,
                        Clock.systemUTC(),
                        new Random(1),
                        Gateways.QUICK,
                        broker)) {
            broker.deafen("maskgate/lobby/cameras/+/set/enabled", "maskgate/lobby/instance/here");
            gateway.start();
            await().untilAsserted(() -> assertThat(gateway.status().detail())
                    .isEqualTo(
                            "the broker does not let this gateway listen to commands at maskgate/lobby/cameras/+/set/enabled"
                                    + " (not authorised), others of its name at maskgate/lobby/instance/here (not authorised);"
                                    + " allow it to read there in the broker's access list"));
            broker.deafen("maskgate/lobby/instance/here");
            await().untilAsserted(() -> assertThat(gateway.status().detail())
                    .isEqualTo("the broker does not let this gateway listen to others of its name at"
                            + " maskgate/lobby/instance/here (not authorised); allow it to read there in the broker's"
                            + " access list"));
            broker.deafen();
            await().untilAsserted(() -> assertThat(gateway.status().detail()).isEmpty());

            broker.say("maskgate/lobby/cameras/door/set/enabled", "off");
            await().untilAsserted(() -> assertThat(obeyed).containsExactly("door=false"));
            assertThat(broker.connections()).isEqualTo(1);
            assertThat(said.lines())
                    .containsExactly(
                            "The broker lets this gateway listen to commands at maskgate/lobby/cameras/+/set/enabled now.",
                            "The broker lets this gateway listen to others of its name at maskgate/lobby/instance/here"
                                    + " now.");
        }
    }

    /** Many a list knows the one below the prefix alone, which Home Assistant was given there as well. */
    @Test
    void theUsualTopicOfHomeAssistantsBirthIsNothingThatIsMissingWhereThePrefixIsAnother() throws Exception {
        var gateways = new Gateways(folder);
        try (var outbox = gateways.outbox;
                var broker = new ScriptedBroker();
                var gateway = new MqttGateway(
                        "lobby",
                        Gateways.discovered("mqtt://127.0.0.1:1", MqttVersion.V5, "ha"),
                        outbox,
                        event -> event.id().toString().getBytes(StandardCharsets.UTF_8),
                        false,
                        (_, _) -> false,
                        gateways.metrics,
                        Clock.systemUTC(),
                        new Random(1),
                        Gateways.QUICK,
                        broker)) {
            broker.deafen("homeassistant/status");
            gateway.start();
            await().until(() -> gateway.status().connected());
            await().during(Duration.ofSeconds(1))
                    .until(() -> gateway.status().detail().isEmpty()
                            && gateways.metrics
                                            .mqttFailures
                                            .labelValues("subscription")
                                            .get()
                                    == 0);
        }
    }

    /** It grants every subscription and passes on what may be read alone; MQTT 3.1.1 acknowledges what may not be written. */
    @ParameterizedTest
    @CsvSource({"V5, write maskgate/#", "V3_1_1, write maskgate/#", "V3_1_1, read maskgate/#"})
    void whatARealMosquittoKeepsQuietAboutIsSaidOnceByTheLogAndByHealthUntilItIsAllowed(
            MqttVersion version, String allowed) throws Exception {
        var access = Files.writeString(folder.resolve("access"), "topic " + allowed + "\n");
        var gateways = new Gateways(folder);
        try (var _ = gateways.outbox;
                var broker = Mosquitto.start(folder, "allow_anonymous true", "acl_file " + access);
                var said = LogListener.to(Echo.class, LogRecord::getLevel);
                var gateway = gateways.gateway(Gateways.config(broker.url(), version))) {
            gateway.start();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(gateway.status().detail())
                            .isEqualTo(
                                    "the broker acknowledges what this gateway says at maskgate/lobby/instance/here and does"
                                            + " not pass it on: its access list must let the gateway read and write maskgate/lobby/#;"
                                            + " until then commands may not arrive, another daemon of this name is not noticed, and with"
                                            + " MQTT 3.1.1 events may be dropped by the broker"));
            assertThat(gateway.status().connected()).isTrue();
            assertThat(gateways.metrics.mqttFailures.labelValues("unheard").get())
                    .isEqualTo(1);

            Files.writeString(access, "topic readwrite maskgate/#\n");
            broker.readAgain();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(gateway.status().detail()).isEmpty());
            assertThat(gateway.status().attempts())
                    .as("without another connection")
                    .isEqualTo(1);
            assertThat(said.lines()).containsExactly(Level.WARNING, Level.INFO);
        }
    }
}
