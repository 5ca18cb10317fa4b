package io.maskgate.daemon.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A server that takes connections and never says a word. */
final class Silence implements AutoCloseable {
    private final ServerSocket server;

    Silence() {
        try {
            // The system takes connections for it up to the backlog.
            server = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
