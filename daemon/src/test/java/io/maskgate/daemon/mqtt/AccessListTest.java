package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that lets the gateway in, and not say everything: health names what is missing at whoever listens. */
@Timeout(60)
class AccessListTest {
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
            gateway.event(Gateways.event("door", 1));
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
}
