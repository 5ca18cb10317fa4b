package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.sparkplug.Cameras;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.HostApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The Sparkplug node at a real mosquitto, heard by a host with Tahu's decoder. */
@Timeout(120)
class SparkplugEdgeTest {
    private static final Clock CLOCK = Clock.systemUTC();

    /** When values are taken. */
    private final MovableClock watch = new MovableClock(Instant.now());

    @TempDir
    Path folder;

    private final GatewayMetrics metrics = new GatewayMetrics();
    private final List<String> obeyed = new CopyOnWriteArrayList<>();

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    /** A node with its cameras. */
    private record Running(SparkplugEdge edge, Cameras cameras) implements AutoCloseable {
        @Override
        public void close() {
            edge.close();
        }
    }

    private Running start(String url, MqttVersion version, Optional<String> primaryHost) {
        return start(url, version, primaryHost, () -> true);
    }

    private Running start(String url, MqttVersion version, Optional<String> primaryHost, BooleanSupplier allowed) {
        return start(url, version, primaryHost, allowed, Gateways.QUICK);
    }

    private Running start(
            String url, MqttVersion version, Optional<String> primaryHost, BooleanSupplier allowed, Pace pace) {
        var sparkplug = new BrokerKeys.Sparkplug(true, "site", Optional.empty(), primaryHost);
        var config = Gateways.sparkplug(url, version, sparkplug);
        var rhythm = new EdgeNode.Rhythm(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(1), 1000);
        var node = new EdgeNode(SparkplugEdge.names("lobby", sparkplug), primaryHost, false, rhythm, CLOCK);
        var edge = new SparkplugEdge(
                "lobby",
                config,
                node,
                folder,
                (camera, enabled) -> obeyed.add(camera + "=" + enabled),
                allowed,
                metrics,
                CLOCK,
                new Random(1),
                pace);
        var running = new Running(edge, new Cameras(node, watch, edge::wake));
        running.cameras.stateChanged(Gateways.status("door", CameraState.ONLINE));
        edge.start();
        return running;
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void birthsDataCommandsAndTheDeathByTheWill(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var proxy = new Proxy(broker.port());
                var scada = new Supervision(broker.port());
                var running = start("mqtt://127.0.0.1:" + proxy.port(), version, Optional.empty())) {
            soon().until(() -> scada.host().devices().equals(List.of("door")));
            assertThat(scada.host().bdSeq()).isZero();
            assertThat(scada.host().told()).containsExactly("NBIRTH", "DBIRTH door");
            running.cameras.countsChanged("door", new FaceCounts(3, 2, 1));
            soon().until(() -> Integer.valueOf(3).equals(scada.host().value("door/People")));

            scada.command("spBv1.0/site/DCMD/lobby/door", scada.host().write("door/Enabled", false));
            soon().until(() -> obeyed.equals(List.of("door=false")));
            running.cameras.stateChanged(Gateways.status("door", CameraState.DISABLED));
            soon().until(() -> Boolean.FALSE.equals(scada.host().value("door/Enabled")));
            assertThat(scada.host().devices()).as("switched off, not dead").containsExactly("door");

            scada.host().told();
            scada.command("spBv1.0/site/NCMD/lobby", HostApplication.rebirth());
            var told = new ArrayList<String>();
            soon().until(() -> told.addAll(scada.host().told()) && told.size() > 1);
            assertThat(told).containsExactly("NBIRTH", "DBIRTH door");
            assertThat(scada.host().bdSeq()).isZero();

            proxy.cut();
            soon().until(() ->
                    scada.host().bdSeq() == 1 && scada.host().devices().equals(List.of("door")));
            assertThat(scada.host().told()).containsExactly("NDEATH", "NBIRTH", "DBIRTH door");
            assertThat(metrics.sparkplugConnected.get()).isEqualTo(1);
        }
    }

    /** Which Paho takes for the limit of what needs no acknowledgement too. */
    @Test
    void aBrokerThatGrantsOneMessageInFlightHearsAllOfTenCameras() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true", "max_inflight_messages 1");
                var scada = new Supervision(broker.port());
                var running = start(broker.url(), MqttVersion.V5, Optional.empty())) {
            for (int camera = 0; camera < 10; camera++) {
                running.cameras.stateChanged(Gateways.status("door" + camera, CameraState.ONLINE));
            }
            soon().until(() -> scada.host().devices().size() == 11);
            for (int round = 1; round <= 50; round++) {
                watch.advance(Duration.ofSeconds(1));
                for (int camera = 0; camera < 10; camera++) {
                    running.cameras.countsChanged("door" + camera, new FaceCounts(round, round, 0));
                }
                int people = round;
                soon().until(() -> Integer.valueOf(people).equals(scada.host().value("door9/People")));
            }
            assertThat(scada.host().told()).doesNotContain("NDEATH");
            assertThat(metrics.sparkplugReconnects.get()).isZero();
        }
    }

    /** In an outage of days that is when somebody must find out. */
    @Test
    void whatIsGivenUpIsCountedWhileThereIsNoConnection() {
        try (var running = start("mqtt://127.0.0.1:9", MqttVersion.V5, Optional.empty())) {
            for (int i = 1; i <= 500; i++) {
                watch.advance(Duration.ofSeconds(2));
                running.cameras.countsChanged("door", new FaceCounts(i, i, 0));
            }
        }
        assertThat(metrics.sparkplugDropped.getLongValue())
                .as("of two each time, and five at the begin, for which there is room for a thousand")
                .isEqualTo(5);
    }

    @Test
    void aGoodbyeIsADeathAndTheCountGoesOnAfterARestart() throws Exception {
        Files.writeString(folder.resolve("sparkplug-bdseq"), "254\n");
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var scada = new Supervision(broker.port())) {
            for (int expected : new int[] {255, 0, 1}) {
                try (var _ = start(broker.url(), MqttVersion.V5, Optional.empty())) {
                    soon().until(() -> scada.host().devices().equals(List.of("door")));
                    assertThat(scada.host().bdSeq()).isEqualTo(expected);
                }
                soon().until(() -> !scada.host().isAlive());
            }
            assertThat(metrics.sparkplugConnected.get()).isZero();
        }
    }

    /** There are thousands of attempts a day, and flash wears out. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void connectionsThatNobodyAnsweredAreNotCounted(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true")) {
            broker.stop();
            try (var running = start(broker.url(), version, Optional.empty())) {
                soon().until(() -> running.edge.status().attempts() > 1);
                var first = Files.readAttributes(folder.resolve("sparkplug-bdseq"), BasicFileAttributes.class);
                soon().until(() -> running.edge.status().attempts() > 10);
                var last = Files.readAttributes(folder.resolve("sparkplug-bdseq"), BasicFileAttributes.class);
                assertThat(last.fileKey()).as("written once").isEqualTo(first.fileKey());
                assertThat(last.lastModifiedTime()).isEqualTo(first.lastModifiedTime());

                broker.startAgain();
                soon().until(() -> running.edge.status().connected());
                assertThat(folder.resolve("sparkplug-bdseq")).hasContent("0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void nothingWithoutThePrimaryHostAndWhatItMissedIsHistory(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var scada = new Supervision(broker.port());
                var running = start(broker.url(), version, Optional.of("scada"))) {
            soon().untilAsserted(() -> assertThat(running.edge.status().detail())
                    .isEqualTo(
                            "waits for the primary host scada, of which nothing was heard at spBv1.0/STATE/scada yet:"
                                    + " it is away, has another name, or the broker's access list does not let the gateway read"
                                    + " there"));
            await().during(Duration.ofMillis(300))
                    .until(() -> scada.host().told().isEmpty());
            scada.state(true, 1000);
            soon().until(() -> scada.host().devices().equals(List.of("door")));
            assertThat(running.edge.status().detail()).isEmpty();

            scada.state(false, 1000);
            soon().until(() -> !scada.host().isAlive());
            assertThat(scada.host().told()).containsExactly("NBIRTH", "DBIRTH door", "NDEATH");
            soon().untilAsserted(() -> assertThat(running.edge.status().detail())
                    .isEqualTo("waits for the primary host scada, which says that it is offline"));
            assertThat(metrics.sparkplugReconnects.get()).isEqualTo(1);
            assertThat(metrics.sparkplugFailures.labelValues("host_away").get()).isEqualTo(1);
            assertThat(metrics.mqttReconnects.get())
                    .as("by which is told whether events flow")
                    .isZero();
            assertThat(metrics.mqttFailures.labelValues("host_away").get()).isZero();
            running.cameras.countsChanged("door", new FaceCounts(7, 7, 0));
            watch.advance(Duration.ofSeconds(10));
            running.cameras.countsChanged("door", new FaceCounts(8, 8, 0));
            assertThat(scada.host().told()).isEmpty();

            scada.state(true, 2000);
            soon().until(() -> scada.host().history().stream()
                    .anyMatch(past ->
                            past.metric().equals("door/People") && past.value().equals(7)));
            assertThat(scada.host().value("door/People")).isEqualTo(8);
            assertThat(scada.host().bdSeq()).isEqualTo(1);
        }
    }

    /** Its will has the time of its birth, so that the true time seems to be an earlier one. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aPrimaryHostWhoseClockWasAheadIsNotWaitedForUntilItsTimeComes(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var scada = new Supervision(broker.port());
                var said = LogListener.to(PrimaryHost.class, LogRecord::getLevel);
                var running = start(broker.url(), version, Optional.of("scada"))) {
            scada.state(true, 10_000);
            soon().until(() -> scada.host().devices().equals(List.of("door")));
            scada.state(false, 10_000);
            soon().untilAsserted(() -> assertThat(running.edge.status().detail())
                    .isEqualTo("waits for the primary host scada, which says that it is offline"));

            scada.state(true, 5_000);
            soon().until(() -> scada.host().devices().equals(List.of("door")));
            assertThat(running.edge.status().detail()).isEmpty();
            assertThat(running.edge.status().attempts())
                    .as("without another connection")
                    .isEqualTo(2);
            assertThat(said.lines()).containsExactly(Level.WARNING);
            assertThat(metrics.mqttCommands.labelValues("ignored").get())
                    .as("a state is no command")
                    .isZero();
        }
    }

    @Test
    void keepsStillWhileAnotherDaemonHasTheName() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var scada = new Supervision(broker.port());
                var running = start(broker.url(), MqttVersion.V5, Optional.empty(), () -> false)) {
            soon().until(() ->
                    running.edge.status().detail().equals("another daemon speaks under this gateway's name"));
            await().during(Duration.ofMillis(500))
                    .until(() -> scada.host().told().isEmpty());
            assertThat(running.edge.status().connected()).isFalse();
        }
    }

    /** Its messages go at most once, and no broker answers them: that nothing comes back is all there is to see. */
    @ParameterizedTest
    @CsvSource({"V5, write spBv1.0/#", "V3_1_1, read spBv1.0/#", "V5, read spBv1.0/#"})
    void birthsThatTheBrokerKeepsToItselfAreNoticedUntilTheyAreAllowed(MqttVersion version, String allowed)
            throws Exception {
        var access = Files.writeString(folder.resolve("access"), "topic " + allowed + "\n");
        var pace = Gateways.quick(Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (var broker = Mosquitto.start(folder, "allow_anonymous true", "acl_file " + access);
                var said = LogListener.to(Echo.class, LogRecord::getLevel);
                var running = start(broker.url(), version, Optional.empty(), () -> true, pace)) {
            soon().untilAsserted(() -> assertThat(running.edge.status().detail())
                    .isEqualTo("the broker takes the births of this node at spBv1.0/site/NBIRTH/lobby and does not pass"
                            + " them on: its access list must let the gateway read and write spBv1.0/site/+/lobby/#;"
                            + " until then hosts may hear nothing of the node"));
            assertThat(running.edge.status().connected()).isTrue();
            assertThat(metrics.sparkplugFailures.labelValues("unheard").get()).isEqualTo(1);
            assertThat(metrics.mqttFailures.labelValues("unheard").get()).isZero();

            Files.writeString(access, "topic readwrite spBv1.0/#\n");
            broker.readAgain();
            soon().untilAsserted(
                            () -> assertThat(running.edge.status().detail()).isEmpty());
            assertThat(running.edge.status().attempts())
                    .as("without another connection")
                    .isEqualTo(1);
            assertThat(said.lines()).containsExactly(Level.WARNING, Level.INFO);
        }
    }

    /** What a primary host delays is no fault of the broker's. */
    @Test
    void birthsAreNotMissedBeforeThePrimaryHostLetsThemGo() throws Exception {
        var pace = Gateways.quick(Gateways.QUICK.takenOver(), Duration.ofMillis(200));
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var scada = new Supervision(broker.port());
                var said = LogListener.to(Echo.class, LogRecord::getLevel);
                var running = start(broker.url(), MqttVersion.V5, Optional.of("scada"), () -> true, pace)) {
            soon().until(() -> running.edge.status().connected());
            await().during(Duration.ofMillis(1500)).until(() -> said.lines().isEmpty());
            scada.state(true, 1000);
            soon().until(() -> scada.host().devices().equals(List.of("door")));
            await().during(Duration.ofMillis(1500)).until(() -> said.lines().isEmpty());
            assertThat(running.edge.status().detail()).isEmpty();
        }
    }
}
