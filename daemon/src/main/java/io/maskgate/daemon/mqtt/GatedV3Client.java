package io.maskgate.daemon.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttPingSender;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Paho's client with a {@link Gate} between it and the network. */
final class GatedV3Client extends MqttAsyncClient {
    private final Gate gate;

    GatedV3Client(String uri, String clientId, MqttPingSender pings, ScheduledExecutorService executor, Gate gate)
            throws MqttException {
        super(uri, clientId, new MemoryPersistence(), pings, executor);
        this.gate = gate;
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectOptions options) throws MqttException {
        return Arrays.stream(super.createNetworkModules(address, options))
                .map(module -> (NetworkModule) new Gated(module, gate))
                .toArray(NetworkModule[]::new);
    }

    private record Gated(NetworkModule module, Gate gate) implements NetworkModule {
        @Override
        public InputStream getInputStream() throws IOException {
            return gate.behind(module.getInputStream());
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return gate.opener(module.getOutputStream());
        }

        @Override
        public void start() throws IOException, MqttException {
            gate.opening(module::start);
        }

        @Override
        public void stop() throws IOException {
            gate.open();
            module.stop();
        }

        @Override
        public String getServerURI() {
            return module.getServerURI();
        }
    }
}
