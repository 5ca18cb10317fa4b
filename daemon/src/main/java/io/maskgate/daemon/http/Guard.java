package io.maskgate.daemon.http;

import io.helidon.webserver.http.ServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps foreign web sites in the user's own browser away from a listener that has no password: a name that was rebound to
 * a loopback address fails the Host check, a form or script of another site the Origin and fetch-metadata checks.
 */
final class Guard {
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]");

    private final String listenHost;

    /**
     * @param listenHost address or name the listener is bound to; requests may use it as well
     */
    Guard(String listenHost) {
        this.listenHost = bracketed(listenHost.toLowerCase(Locale.ROOT));
    }

    /** Why the request must not be answered; empty when it may be. */
    Optional<Reply> refuse(ServerRequest request) {
        String authority = Headers.first(request, "Host").orElse("").toLowerCase(Locale.ROOT);
        if (!allowed(hostOf(authority))) {
            return Optional.of(new Reply.Problem(
                    421,
                    "host",
                    "Misdirected request",
                    "expected a Host header with a loopback name or " + listenHost
                            + ", found another name; use http://localhost and the port"));
        }
        boolean crossSite = Headers.first(request, "Sec-Fetch-Site")
                .filter(site -> site.equals("cross-site"))
                .isPresent();
        boolean navigates = Headers.first(request, "Sec-Fetch-Mode")
                .filter(mode -> mode.equals("navigate"))
                .isPresent();
        boolean reads = request.prologue().method().text().equals("GET");
        boolean foreign = Headers.first(request, "Origin")
                .filter(origin -> !sameAuthority(origin, authority))
                .isPresent();
        if (foreign || crossSite && !(navigates && reads)) {
            return Optional.of(new Reply.Problem(
                    403,
                    "origin",
                    "Foreign origin",
                    "this address answers its own pages only, not those of other sites"));
        }
        return Optional.empty();
    }

    private boolean allowed(String host) {
        return LOOPBACK.contains(host) || LOOPBACK_V4.matcher(host).matches() || host.equals(listenHost);
    }

    private static boolean sameAuthority(String origin, String authority) {
        try {
            String found = URI.create(origin).getRawAuthority();
            return found != null && found.toLowerCase(Locale.ROOT).equals(authority);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
