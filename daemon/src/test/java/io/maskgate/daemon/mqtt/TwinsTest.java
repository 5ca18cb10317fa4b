package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.sparkplug.EdgeNode;
import io.maskgate.daemon.sparkplug.HostApplication;
import io.maskgate.daemon.sparkplug.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways with names of their own and one Sparkplug node, at a real mosquitto. */
@Timeout(60)
class TwinsTest {
    private static final String TROUBLE = "another client says births as node door of group site; give"
            + " mqtt.sparkplug.node a name of its own on each gateway";

    @TempDir
    Path folder;

    private final GatewayMetrics metrics = new GatewayMetrics();

    private SparkplugEdge start(String gateway, Mosquitto broker, Pace pace) throws Exception {
        var sparkplug = new BrokerKeys.Sparkplug(true, "site", Optional.of("door"), Optional.empty());
        var plain = Gateways.sparkplug(broker.url(), MqttVersion.V5, sparkplug);
        var config = new BrokerKeys.Mqtt(
                plain.url(),
                plain.version(),
                plain.prefix(),
                Optional.empty(),
                Optional.of(gateway),
                Optional.empty(),
                plain.keepAlive(),
                plain.connectTimeout(),
                plain.tls(),
                plain.homeAssistant(),
                sparkplug);
        var rhythm = new EdgeNode.Rhythm(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(1), 1000);
        var node = new EdgeNode(
                SparkplugEdge.names(gateway, sparkplug), Optional.empty(), false, rhythm, Clock.systemUTC());
        var edge = new SparkplugEdge(
                gateway,
                config,
                node,
                Files.createDirectories(folder.resolve(gateway)),
                (_, _) -> false,
                () -> true,
                metrics,
                Clock.systemUTC(),
                new Random(1),
                pace);
        edge.start();
        await().until(() -> edge.status().connected());
        return edge;
    }

    private static boolean tells(SparkplugEdge edge) {
        return edge.status().detail().equals(TROUBLE);
    }

    @Test
    void twoGatewaysWithOneNodeBothSayIt() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var said = LogListener.to(Twins.class, LogRecord::getLevel);
                var a = start("a", broker, Gateways.QUICK)) {
            await().until(() -> metrics.sparkplugPublished.get() > 0);
            try (var b = start("b", broker, Gateways.QUICK)) {
                await().untilAsserted(() -> assertThat(a.status().detail()).isEqualTo(TROUBLE));
                await().untilAsserted(() -> assertThat(b.status().detail()).isEqualTo(TROUBLE));
                assertThat(metrics.sparkplugFailures.labelValues("twin").get()).isEqualTo(2);
                assertThat(said.lines()).containsExactly(Level.WARNING, Level.WARNING);
            }
        }
    }

    /** Whoever mended the wrong one and looks whether it is well must not be told that it is. */
    @Test
    void oneThatComesBackHearsOfTheOtherToo() throws Exception {
        var pace = Gateways.quick(Duration.ofMinutes(5), Duration.ofSeconds(1));
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var a = start("a", broker, pace)) {
            await().until(() -> metrics.sparkplugPublished.get() > 0);
            try (var b = start("b", broker, pace)) {
                await().until(() -> tells(a) && tells(b));
            }
            await().during(Duration.ofMillis(1500)).until(() -> tells(a));
            try (var b = start("b", broker, pace)) {
                await().until(() -> tells(b));
            }
        }
    }

    /** Neither is connected anew, and no host asks for a birth. */
    @Test
    void itIsSaidForAsLongAsBothAreThere() throws Exception {
        var pace = Gateways.quick(Duration.ofMillis(1500), Duration.ofSeconds(5));
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var a = start("a", broker, pace)) {
            await().until(() -> metrics.sparkplugPublished.get() > 0);
            try (var b = start("b", broker, pace)) {
                await().until(() -> tells(a) && tells(b));
                await().atMost(Duration.ofSeconds(20))
                        .during(Duration.ofSeconds(6))
                        .until(() -> tells(a) && tells(b));
                assertThat(metrics.sparkplugFailures.labelValues("twin").get())
                        .as("of each")
                        .isEqualTo(2);
            }
            await().until(() -> a.status().detail().isEmpty());
        }
    }

    @Test
    void oneAloneSaysNothingThoughItIsBornAgain() throws Exception {
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var scada = new Supervision(broker.port());
                var alone = start("a", broker, Gateways.QUICK)) {
            var told = new ArrayList<String>();
            await().until(() -> told.addAll(scada.host().told()) && told.contains("NBIRTH"));
            for (int births = 2; births <= 4; births++) {
                scada.command("spBv1.0/site/NCMD/door", HostApplication.rebirth());
                int expected = births;
                await().until(() -> told.addAll(scada.host().told()) && told.size() >= expected);
            }
            await().during(Duration.ofMillis(500))
                    .until(() -> alone.status().detail().isEmpty());
            assertThat(metrics.sparkplugFailures.labelValues("twin").get()).isZero();
        }
    }

    /** Hosts hear nothing of this one, whatever they hear of the other. */
    @Test
    void theBirthsOfTheOtherAreNoSignThatItsOwnArePassedOn() throws Exception {
        var access = Files.writeString(folder.resolve("access"), "topic readwrite #\nuser a\ntopic read spBv1.0/#\n");
        var pace = Gateways.quick(Gateways.QUICK.takenOver(), Duration.ofSeconds(2));
        try (var broker = Mosquitto.start(folder, "allow_anonymous true", "acl_file " + access);
                var other = new Subscriber(broker.port());
                var dropped = start("a", broker, pace)) {
            other.say("spBv1.0/site/NBIRTH/door", "of another", false);
            await().untilAsserted(() -> assertThat(dropped.status().detail())
                    .contains("does not pass them on")
                    .contains(TROUBLE));
        }
    }

    @Test
    void oneThatIsNotHeardAgainIsGone() {
        var nanos = new AtomicLong();
        var twins = new Twins(new Names("site", "door"), Pace.USUAL, Counted.sparkplug(metrics), nanos::get);
        assertThat(twins.heard()).isTrue();
        nanos.addAndGet(Duration.ofMinutes(14).toNanos());
        twins.saying(new byte[] {1});
        assertThat(twins.heard()).as("news").isFalse();
        nanos.addAndGet(Duration.ofMinutes(14).toNanos());
        assertThat(twins.words()).isEqualTo(TROUBLE);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(twins.words()).isEmpty();
        assertThat(twins.passed()).isFalse();
        twins.saying(new byte[] {2});
        assertThat(twins.heard()).isTrue();
    }

    /** Two that answered each other's answers would never come to rest, and one that is not answered may be new. */
    @Test
    void aBirthIsAnsweredUnlessThisOneHasJustSaidItsOwn() {
        var nanos = new AtomicLong();
        var twins = new Twins(new Names("site", "door"), Pace.USUAL, Counted.sparkplug(metrics), nanos::get);
        twins.saying(new byte[] {1});
        assertThat(twins.heard()).as("news").isTrue();
        twins.saying(new byte[] {2});
        nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(twins.heard()).as("the answer").isFalse();
        twins.saying(new byte[] {2});
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(twins.heard()).as("another").isTrue();
        twins.saying(new byte[] {3});
        nanos.addAndGet(Duration.ofSeconds(299).toNanos());
        assertThat(twins.passed()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(twins.passed()).isTrue();
        assertThat(twins.passed()).as("at once again").isFalse();
        assertThat(metrics.sparkplugFailures.labelValues("twin").get()).isEqualTo(1);
    }

    @Test
    void whatWasSaidIsKnownThoughItWasTriedTwice() {
        var twins = new Twins(new Names("site", "door"), Pace.USUAL, Counted.sparkplug(metrics), System::nanoTime);
        for (byte number = 0; number < 20; number++) {
            twins.saying(new byte[] {1, number});
            twins.saying(new byte[] {1, number});
        }
        assertThat(twins.isOwn(new byte[] {1, 19})).isTrue();
        assertThat(twins.isOwn(new byte[] {1, 4})).isTrue();
        assertThat(twins.isOwn(new byte[] {1, 3})).as("long back").isFalse();
        assertThat(twins.isOwn(new byte[] {1, 20})).isFalse();
    }
}
