package io.maskgate.daemon.config;

/** An address to listen at; port 0 lets the system choose. */
public record Listen(String host, int port) {
    public Listen {
        if (host.isBlank()) {
            throw new IllegalArgumentException("expected host:port, found an empty host");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("expected a port from 0 to 65535, found " + port);
        }
    }

    /** Whether only this machine reaches it. By the text: a name other than localhost might resolve to anything later. */
    public boolean loopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
