package io.maskgate.daemon.demo;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An MQTT 3.1.1 broker in this process: loopback only, in memory, quiet, and it calls nobody. */
public final class EmbeddedBroker implements AutoCloseable {
    private final Server server;
    private final int port;
    /** Held because a level set on a logger nobody holds is forgotten. */
    private final Logger quiet;

    private EmbeddedBroker(Server server, int port, Logger quiet) {
        this.server = server;
        this.port = port;
        this.quiet = quiet;
    }

    /**
     * Listens on a port that was free a moment ago. Moquette can choose one itself, but does not always get to know which:
     * its two threads race for it.
     */
    public static EmbeddedBroker start() throws IOException {
        return start(freePort());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static EmbeddedBroker start(int port) throws IOException {
        var quiet = Logger.getLogger("io.moquette");
        quiet.setLevel(Level.SEVERE);
        var config = new MemoryConfig(new Properties());
        config.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
        config.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
        config.setProperty(IConfig.WEB_SOCKET_PORT_PROPERTY_NAME, "disabled");
        config.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
        config.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
        config.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
        var server = new Server();
        server.startServer(config);
        return new EmbeddedBroker(server, port, quiet);
    }

    public int port() {
        return port;
    }

    /** For the configuration key {@code mqtt.url}. */
    public String url() {
        return "mqtt://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        server.stopServer();
        quiet.setLevel(null);
    }
}
