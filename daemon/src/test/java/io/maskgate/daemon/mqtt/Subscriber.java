package io.maskgate.daemon.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** The building-management system's side: hears everything, in order. */
final class Subscriber implements AutoCloseable {
    private final MqttClient client;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    record Heard(String topic, String text, boolean retained) {}

    Subscriber(int port) throws MqttException {
        this(port, true);
    }

    /** @param clean false for a session the broker keeps while the subscriber or the broker is away */
    Subscriber(int port, boolean clean) throws MqttException {
        client = new MqttClient("tcp://127.0.0.1:" + port, MqttClient.generateClientId(), new MemoryPersistence());
        client.setCallback(new MqttCallback() {
            @Override
            public void connectionLost(Throwable cause) {}

            @Override
            public void messageArrived(String topic, MqttMessage message) {
                heard.add(new Heard(
                        topic, new String(message.getPayload(), StandardCharsets.UTF_8), message.isRetained()));
            }

            @Override
            public void deliveryComplete(IMqttDeliveryToken token) {}
        });
        var options = new MqttConnectOptions();
        options.setCleanSession(clean);
        options.setAutomaticReconnect(!clean);
        client.connect(options);
        client.subscribe("#", 1);
    }

    List<Heard> all() {
        return List.copyOf(heard);
    }

    List<String> texts(String topic) {
        return heard.stream()
                .filter(message -> message.topic().equals(topic))
                .map(Heard::text)
                .toList();
    }

    void say(String topic, String text, boolean retained) throws MqttException {
        client.publish(topic, text.getBytes(StandardCharsets.UTF_8), 1, retained);
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnectForcibly(0, 100);
        }
        client.close(true);
    }
}
