package io.maskgate.daemon.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttPingSender;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Paho's client over a {@link BrokerSocket}, with a {@link Gate} between them. */
final class GatedV3Client extends MqttAsyncClient {
    private final Gated module;

    GatedV3Client(
            BrokerAddress broker,
            String clientId,
            MqttPingSender pings,
            ScheduledExecutorService executor,
            BrokerSocket socket,
            Gate gate)
            throws MqttException {
        super(broker.paho(), clientId, new MemoryPersistence(), pings, executor);
        module = new Gated(broker.paho(), socket, gate);
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectOptions options) {
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
