package io.maskgate.daemon.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.TCPNetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Paho's client with a {@link Gate} between it and the network. */
final class GatedV5Client extends MqttAsyncClient {
    private final BrokerAddress broker;
    private final Gate gate;

    GatedV5Client(
            BrokerAddress broker, String clientId, MqttPingSender pings, ScheduledExecutorService executor, Gate gate)
            throws MqttException {
        super(broker.paho(), clientId, new MemoryPersistence(), pings, executor);
        this.broker = broker;
        this.gate = gate;
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) throws MqttException {
        var modules = broker.isKnownToUri()
                ? super.createNetworkModules(address, options)
                : new NetworkModule[] {plain(options)};
        return Arrays.stream(modules)
                .map(module -> (NetworkModule) new Gated(module, gate))
                .toArray(NetworkModule[]::new);
    }

    private NetworkModule plain(MqttConnectionOptions options) {
        var module = new TCPNetworkModule(SocketFactory.getDefault(), broker.host(), broker.port(), getClientId());
        module.setConnectTimeout(options.getConnectionTimeout());
        return module;
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
