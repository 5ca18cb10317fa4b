package io.maskgate.daemon.mqtt;

import java.net.URI;
import java.net.URISyntaxException;

/** Where the broker listens. */
public record BrokerAddress(String host, int port, boolean tls) {
    /**
     * Reads {@code mqtt://host[:1883]} or {@code mqtts://host[:8883]}.
     *
     * @throws IllegalArgumentException in words that do not repeat the address, which may hold a password
     */
    public static BrokerAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw refused("a malformed address (" + e.getReason() + ")");
        }
        var scheme = uri.getScheme() == null ? "no scheme" : uri.getScheme();
        boolean tls = scheme.equals("mqtts");
        if (!tls && !scheme.equals("mqtt")) {
            throw refused("the scheme " + scheme);
        }
        if (uri.getUserInfo() != null) {
            throw refused("a user in it; use the keys username and password");
        }
        if (uri.getHost() == null) {
            throw refused("no host name");
        }
        var rest = String.valueOf(uri.getRawPath()).replace("/", "");
        if (!rest.isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused("something after the port");
        }
        int port = uri.getPort() == -1 ? (tls ? 8883 : 1883) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw refused("the port " + port);
        }
        return new BrokerAddress(uri.getHost(), port, tls);
    }

    private static IllegalArgumentException refused(String found) {
        return new IllegalArgumentException("expected mqtt://host[:1883] or mqtts://host[:8883], found " + found);
    }

    /** As Paho writes it. */
    String paho() {
        return (tls ? "ssl://" : "tcp://") + host + ":" + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
