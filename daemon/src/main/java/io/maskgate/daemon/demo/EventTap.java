package io.maskgate.daemon.demo;

import io.maskgate.daemon.events.EventJson;
import io.maskgate.daemon.events.MaskEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Subscribes to all events at a broker and notes when each came. */
public final class EventTap implements AutoCloseable {
    private static final long CLOSE_MILLIS = 1000;

    private final MqttClient client;

    private EventTap(MqttClient client) {
        this.client = client;
    }

    /** @param take takes each event and when it came, on a thread of the client's; what is no event is left out */
    public static EventTap open(String url, BiConsumer<MaskEvent, Instant> take) throws IOException {
        try {
            var client = new MqttClient(
                    url.replaceFirst("^mqtt:", "tcp:"), "tap-" + UUID.randomUUID(), new MemoryPersistence());
            client.connect();
            client.subscribe("maskgate/+/cameras/+/events", 1, (_, message) -> {
                var arrived = Instant.now();
                try {
                    take.accept(EventJson.read(message.getPayload()), arrived);
                } catch (IllegalArgumentException _) {
                    // An event of another version: nothing to be said of its time.
                    return;
                }
            });
            return new EventTap(client);
        } catch (MqttException e) {
            throw new IOException("cannot subscribe at " + url + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            client.disconnectForcibly(CLOSE_MILLIS, CLOSE_MILLIS);
            client.close(true);
        } catch (MqttException e) {
            throw new IOException("cannot leave the broker: " + e.getMessage(), e);
        }
    }
}
