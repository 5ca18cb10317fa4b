package io.maskgate.daemon.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The address of a client behind a proxy. */
final class ClientAddress {
    private ClientAddress() {}

    /**
     * The last address of X-Forwarded-For: the one the proxy next to us wrote. Those before it are the client's to invent.
     *
     * @param values every value of the header, each a list with commas
     */
    static Optional<InetAddress> forwarded(List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String all = values.getLast();
        return literal(all.substring(all.lastIndexOf(',') + 1).strip());
    }

    /** Some proxies write the port as well: 192.0.2.7:4711, [2001:db8::1]:4711. */
    private static Optional<InetAddress> literal(String text) {
        String address = text;
        if (text.startsWith("[") && text.contains("]")) {
            address = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.contains(":")) {
            address = text.substring(0, text.indexOf(':'));
        }
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
