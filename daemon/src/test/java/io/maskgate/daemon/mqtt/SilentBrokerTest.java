package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.sparkplug.EdgeNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that lets everybody in and answers no subscription for a while, as with all its clients back at once. */
@Timeout(60)
class SilentBrokerTest {
    private static final String COMMANDS = "maskgate/lobby/cameras/+/set/enabled";
    private static final String LEFT_OUT = "this gateway does not listen to commands at " + COMMANDS
            + " (left out for a minute, then for twice as long each time, since the broker did not answer it three"
            + " times)";

    @TempDir
    Path folder;

    private Gateways gateways;

    @BeforeEach
    void open() throws Exception {
        gateways = new Gateways(folder);
    }

    @AfterEach
    void close() {
        gateways.outbox.close();
    }

    private MqttGateway gateway(ScriptedBroker broker) {
        broker.mute(COMMANDS);
        var gateway = new MqttGateway(
                "lobby",
                Gateways.config("mqtt://127.0.0.1:1", MqttVersion.V5),
                gateways.outbox,
                event -> event.id().toString().getBytes(StandardCharsets.UTF_8),
                false,
                (_, _) -> false,
                gateways.metrics,
                Clock.systemUTC(),
                new Random(1),
                Gateways.QUICK,
                broker);
        gateway.start();
        await().untilAsserted(() -> assertThat(gateway.status().detail()).isEqualTo(LEFT_OUT));
        return gateway;
    }

    @Test
    void silenceAtASubscriptionIsNoOutageSoWhatIsLeftOutStaysSo() {
        try (var broker = new ScriptedBroker();
                var gateway = gateway(broker)) {
            await().during(Duration.ofMillis(1500)).until(() -> gateway.status().connected());
            assertThat(gateway.status().attempts()).isEqualTo(4);
        }
    }

    @Test
    void aReloadTriesAgainOverTheSameConnection() {
        try (var broker = new ScriptedBroker();
                var gateway = gateway(broker)) {
            broker.mute();
            gateway.tryAgain();
            await().untilAsserted(() -> assertThat(gateway.status().detail()).isEmpty());
            assertThat(gateway.status().attempts()).isEqualTo(4);
        }
    }

    @Test
    void afterAnOutageItIsTriedAgain() {
        try (var broker = new ScriptedBroker();
                var gateway = gateway(broker)) {
            broker.mute();
            broker.goAway(1);
            await().until(() ->
                    gateway.status().attempts() == 6 && gateway.status().connected());
            assertThat(gateway.status().detail()).isEmpty();
        }
    }

    @Test
    void aReloadLetsTheSparkplugNodeTryAgainToo() throws Exception {
        try (var broker = new MuteBroker("spBv1.0/site/NCMD/lobby");
                var edge = edge(broker)) {
            edge.start();
            await().untilAsserted(() -> assertThat(edge.status().detail())
                    .startsWith("this gateway does not listen to Sparkplug's commands to the node at"));
            broker.answerAll();
            edge.tryAgain();
            await().untilAsserted(() -> assertThat(edge.status().detail()).doesNotContain("does not listen"));
            assertThat(edge.status().attempts()).isEqualTo(4);
        }
    }

    private SparkplugEdge edge(MuteBroker broker) {
        var sparkplug = new BrokerKeys.Sparkplug(true, "site", Optional.empty(), Optional.empty());
        var plain = Gateways.config(broker.url(), MqttVersion.V3_1_1, Duration.ofSeconds(1));
        var config = new BrokerKeys.Mqtt(
                plain.url(),
                plain.version(),
                plain.prefix(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                plain.keepAlive(),
                plain.connectTimeout(),
                plain.tls(),
                plain.homeAssistant(),
                sparkplug);
        var node = new EdgeNode(
                SparkplugEdge.names("lobby", sparkplug),
                Optional.empty(),
                false,
                EdgeNode.Rhythm.USUAL,
                Clock.systemUTC());
        return new SparkplugEdge(
                "lobby",
                config,
                node,
                folder,
                (_, _) -> false,
                () -> true,
                gateways.metrics,
                Clock.systemUTC(),
                new Random(1),
                Gateways.QUICK);
    }
}
