package io.maskgate.daemon.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the broker listens. */
public record BrokerAddress(String host, int port, boolean tls) {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?");

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
        var authority = String.valueOf(uri.getRawAuthority());
        if (authority.contains("@")) {
            throw refused("a user in it; use the keys username and password");
        }
        var parts = AUTHORITY.matcher(authority);
        if (uri.getRawAuthority() == null || !parts.matches()) {
            throw refused("no host name");
        }
        var host = parts.group("host");
        if (tls && host.contains("_")) {
            throw refused("an underscore in the host name; no certificate can name that: give the broker another");
        }
        var rest = String.valueOf(uri.getRawPath()).replace("/", "");
        if (!rest.isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused("something after the port");
        }
        var digits = Optional.ofNullable(parts.group("port"));
        int port = digits.map(Integer::parseInt).orElse(tls ? 8883 : 1883);
        if (port < 1 || port > 65535) {
            throw refused("the port " + port);
        }
        return new BrokerAddress(host, port, tls);
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
