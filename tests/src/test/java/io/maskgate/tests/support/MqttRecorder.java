package io.maskgate.tests.support;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that writes down every message in order of arrival. It has a session at the broker, and comes back by
 * itself after a broker's restart.
 */
public final class MqttRecorder implements AutoCloseable {
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    /** One message. */
    public record Message(String topic, String payload, boolean retained) {}

    private final String server;
    private final String id;
    private final List<Message> messages = new ArrayList<>();
    private final Semaphore lost = new Semaphore(0);
    private final Thread keeper;
    private volatile @Nullable MqttClient client;
    private volatile boolean closing;

    private MqttRecorder(String server, String id) {
        this.server = server;
        this.id = id;
        keeper = Thread.ofVirtual().name("recorder").start(this::keepConnected);
    }

    /** Subscribes to everything; waits until the broker said yes. */
    public static MqttRecorder of(Mosquitto broker) {
        return of(broker, "recorder");
    }

    /** A subscriber with a session of its own. */
    public static MqttRecorder of(Mosquitto broker, String id) {
        var recorder = new MqttRecorder("tcp://127.0.0.1:" + broker.port(), id);
        await("subscription").atMost(Duration.ofSeconds(60)).until(recorder::connected);
        return recorder;
    }

    public boolean connected() {
        var current = client;
        return current != null && current.isConnected();
    }

    /** Everything so far, oldest first. */
    public List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** What was said on one topic, oldest first. */
    public List<String> said(String topic) {
        return messages().stream()
                .filter(message -> message.topic().equals(topic))
                .map(Message::payload)
                .toList();
    }

    /** The newest payload of one topic. */
    public Optional<String> latest(String topic) {
        return said(topic).stream().reduce((_, last) -> last);
    }

    /** Every event of every camera in order of arrival, repeats included. */
    public List<SeenEvent> events() {
        return messages().stream()
                .filter(message -> message.topic().endsWith("/events"))
                .map(message -> SeenEvent.parse(message.payload()))
                .toList();
    }

    /** Publishes a command, at least once. */
    public void publish(String topic, String payload) {
        var current = client;
        if (current == null) {
            throw new IllegalStateException("not connected");
        }
        try {
            current.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
        } catch (MqttException e) {
            throw new AssertionError("publishing to " + topic, e);
        }
    }

    private void keepConnected() {
        try {
            while (!closing) {
                if (connect()) {
                    lost.acquire();
                } else {
                    // Released by close; otherwise the pause between two attempts.
                    var _ = lost.tryAcquire(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A new client for each connection: Paho's own reconnecting shares its delay among all clients. */
    private boolean connect() {
        try {
            var next = new MqttClient(server, id, new MemoryPersistence());
            next.setCallback(new Listener());
            next.setTimeToWait(10_000);
            var options = new MqttConnectionOptions();
            options.setCleanStart(false);
            options.setSessionExpiryInterval(3600L);
            options.setAutomaticReconnect(false);
            options.setConnectionTimeout(5);
            next.connect(options);
            next.subscribe(new String[] {"#"}, new int[] {1});
            client = next;
            return true;
        } catch (MqttException _) {
            return false;
        }
    }

    private final class Listener implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            synchronized (messages) {
                messages.add(new Message(
                        topic, new String(message.getPayload(), StandardCharsets.UTF_8), message.isRetained()));
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lost.release();
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }

    @Override
    public void close() {
        closing = true;
        lost.release();
        keeper.interrupt();
        var current = client;
        if (current != null) {
            try {
                current.disconnectForcibly(0, 1000);
                current.close();
            } catch (MqttException _) {
                // The broker may be gone, which is as good.
            }
        }
    }
}
