package io.maskgate.daemon.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.internal.MqttConnectionState;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Paho's client over a {@link BrokerSocket}, with a {@link Gate} between them. */
final class GatedV5Client extends MqttAsyncClient {
    private final Gated module;
    private final MqttConnectionState state;

    GatedV5Client(
            BrokerAddress broker,
            String clientId,
            MqttPingSender pings,
            ScheduledExecutorService executor,
            BrokerSocket socket,
            Gate gate)
            throws MqttException {
        super(broker.paho(), clientId, new MemoryPersistence(), pings, executor);
        module = new Gated(broker.paho(), socket, gate);
        state = state(this);
    }

    /** There is no other way to it, and no option for what it is needed for. */
    private static MqttConnectionState state(MqttAsyncClient client) {
        try {
            var field = MqttAsyncClient.class.getDeclaredField("mqttConnection");
            field.setAccessible(true);
            return (MqttConnectionState) field.get(client);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Paho's MqttAsyncClient: expected a field mqttConnection as in version 1.2.5, found none;"
                            + " build with that version",
                    e);
        }
    }

    /**
     * Sends each topic by its name; to be called once the broker has accepted. Where the broker grants aliases, Paho would
     * send the name once and from then on the alias, even of a message that was refused: a broker that looks at its quota
     * first never learns that alias and ends the connection at the next message.
     */
    void useNoAliases() {
        state.setOutgoingTopicAliasMaximum(0);
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) {
        return new NetworkModule[] {module};
    }

    private record Gated(String uri, BrokerSocket socket, Gate gate) implements NetworkModule {
        @Override
        public InputStream getInputStream() throws IOException {
            return gate.behind(socket.input());
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return gate.opener(socket.output());
        }

        @Override
        public void start() throws IOException {
            gate.opening(socket::open);
        }

        @Override
        public void stop() throws IOException {
            gate.open();
            socket.close();
        }

        @Override
        public String getServerURI() {
            return uri;
        }
    }
}
