package io.maskgate.daemon.demo;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An MQTT 3.1.1 broker in this process: loopback only, in memory, quiet, and it calls nobody. */
public final class EmbeddedBroker implements AutoCloseable {
    private final Server server;
    /** Held because a level set on a logger nobody holds is forgotten. */
    private final Logger quiet;

    private EmbeddedBroker(Server server, Logger quiet) {
        this.server = server;
        this.quiet = quiet;
    }

    /** Listens on a port the system chooses. */
    public static EmbeddedBroker start() throws IOException {
        return start(0);
    }

    /** @param port 0 lets the system choose */
    public static EmbeddedBroker start(int port) throws IOException {
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
        awaitPort(server);
        return new EmbeddedBroker(server, quiet);
    }

    /** The port is known to Moquette a moment after its start has returned. */
    private static void awaitPort(Server server) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (server.getPort() <= 0) {
            if (System.nanoTime() > deadline) {
                server.stopServer();
                throw new IOException("the embedded MQTT broker did not open its port within 10 s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    public int port() {
        return server.getPort();
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
