package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.outbox.Outbox;
import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits since the gateway had another prefix, which its broker perhaps did not allow. */
@Timeout(60)
class AnotherPrefixTest {
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

    private void waits(int n, String topic) {
        gateways.outbox.append(new UUID(7, n), topic, new byte[] {(byte) ('0' + n)}, Instant.now(), Outbox.Series.NONE);
    }

    @Test
    void goesUnderThePresentOneInOrder() throws Exception {
        waits(1, "old/lobby/cameras/door/events");
        waits(2, "very/old/lobby/cameras/door/events");
        waits(3, "maskgate/lobby/cameras/door/events");
        waits(4, "old/attic/cameras/door/events");
        try (var broker = Mosquitto.start(folder, "allow_anonymous true");
                var subscriber = new Subscriber(broker.port());
                var gateway = gateways.gateway(Gateways.config(broker.url(), MqttVersion.V5))) {
            gateway.start();
            await().untilAsserted(() ->
                    assertThat(gateways.outbox.health().messages()).isZero());
            await().untilAsserted(() -> assertThat(subscriber.texts("maskgate/attic/cameras/door/events"))
                    .containsExactly("4"));
            assertThat(subscriber.texts("maskgate/lobby/cameras/door/events")).containsExactly("1", "2", "3");
            assertThat(subscriber.all()).extracting(Subscriber.Heard::topic).noneMatch(topic -> topic.contains("old/"));
        }
    }

    @Test
    void isHeldBackWithTheTopicThatItGoesTo() {
        waits(1, "old/lobby/cameras/door/events");
        waits(2, "maskgate/lobby/cameras/door/events");
        var drain = new Drain(
                gateways.outbox, Gateways.QUICK, gateways.metrics, new Topics("maskgate", "lobby").underThisPrefix());
        drain.restart(0);
        var first = drain.next(0).orElseThrow();
        assertThat(drain.refused(first.sequence(), Reasons.NOT_AUTHORIZED, 0))
                .contains("maskgate/lobby/cameras/door/events");
        assertThat(drain.next(0)).isEmpty();
        assertThat(drain.held()).contains("maskgate/lobby/cameras/door/events").doesNotContain("old/");
        long later = 60_000_000_000L;
        assertThat(drain.next(later)).map(Waiting::sequence).hasValue(first.sequence());
    }
}
