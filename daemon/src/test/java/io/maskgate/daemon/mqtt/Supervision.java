package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.sparkplug.HostApplication;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** A supervisory system at a real broker: what it hears it checks by {@link HostApplication}. */
final class Supervision implements AutoCloseable {
    private final MqttClient client;
    private final HostApplication host = new HostApplication();
    private volatile @Nullable Throwable failure;

    Supervision(int port) throws MqttException {
        client = new MqttClient("tcp://127.0.0.1:" + port, MqttClient.generateClientId(), new MemoryPersistence());
        client.setCallback(new MqttCallback() {
            @Override
            public void connectionLost(Throwable cause) {}

            @Override
            public void messageArrived(String topic, MqttMessage message) {
                try {
                    if (message.isRetained()) {
                        throw new AssertionError("expected nothing retained, found " + topic);
                    }
                    host.receive(topic, message.getPayload());
                } catch (RuntimeException | AssertionError e) {
                    failure = Optional.ofNullable(failure).orElse(e);
                }
            }

            @Override
            public void deliveryComplete(IMqttDeliveryToken token) {}
        });
        var options = new MqttConnectOptions();
        options.setCleanSession(true);
        client.connect(options);
        client.subscribe("spBv1.0/site/#", 1);
    }

    /** What it knows; throws what broke the rules so far. */
    HostApplication host() {
        var broken = failure;
        if (broken != null) {
            throw new AssertionError("the node broke a rule", broken);
        }
        return host;
    }

    void command(String topic, byte[] payload) throws MqttException {
        client.publish(topic, payload, 0, false);
    }

    /** Says whether the host {@code scada} is there, retained as the rules ask. */
    void state(boolean online, long timestamp) throws MqttException {
        var text = "{\"online\":" + online + ",\"timestamp\":" + timestamp + "}";
        client.publish("spBv1.0/STATE/scada", text.getBytes(StandardCharsets.UTF_8), 1, true);
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnectForcibly(0, 100);
        }
        client.close(true);
    }
}
