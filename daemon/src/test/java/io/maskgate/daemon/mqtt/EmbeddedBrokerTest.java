package io.maskgate.daemon.mqtt;

import static io.maskgate.daemon.mqtt.Gateways.config;
import static io.maskgate.daemon.mqtt.Gateways.event;
import static io.maskgate.daemon.mqtt.Gateways.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import io.maskgate.daemon.demo.EmbeddedBroker;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo's broker: it speaks 3.1.1 only, and hands out retained messages without saying that they are. */
@Timeout(60)
class EmbeddedBrokerTest {
    @TempDir
    Path folder;

    @Test
    void deliversEventsInOrderAndTheGoodbye() throws Exception {
        var gateways = new Gateways(folder);
        try (var broker = EmbeddedBroker.start();
                var subscriber = new Subscriber(broker.port());
                var outbox = gateways.outbox) {
            var gateway = gateways.gateway(config(broker.url(), MqttVersion.V3_1_1));
            gateway.start();
            IntStream.rangeClosed(1, 50).forEach(n -> tell(gateway, event("door", n)));
            await().untilAsserted(() -> assertThat(subscriber.texts("maskgate/lobby/cameras/door/events"))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 50)
                            .mapToObj(Gateways::payload)
                            .toList()));
            gateway.close();
            // A goodbye that a busy machine did not get out in time is said by the will once more.
            await().untilAsserted(() ->
                    assertThat(subscriber.texts("maskgate/lobby/availability")).startsWith("online", "offline"));
            await().untilAsserted(() -> assertThat(outbox.health().messages()).isZero());
        }
    }

    @Test
    void askedForTheNewerProtocolItIsSaidInWords() throws Exception {
        var gateways = new Gateways(folder);
        try (var broker = EmbeddedBroker.start();
                var _ = gateways.outbox;
                var gateway = gateways.gateway(config(broker.url(), MqttVersion.V5))) {
            gateway.start();
            await().untilAsserted(
                            () -> assertThat(gateway.status().detail())
                                    .isEqualTo(
                                            "the broker at 127.0.0.1:" + broker.port()
                                                    + " does not answer as a broker of MQTT 5; if it is an older one, set mqtt.version to 3.1.1"));
        }
    }
}
