package io.maskgate.daemon.http;

import io.helidon.webserver.http.ServerRequest;
import io.maskgate.daemon.config.GatewayConfig;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps foreign web sites in the user's own browser away: a name that was rebound to our address fails the Host check, a
 * form or script of another site the Origin and fetch-metadata checks. A listener that asks for no token is for this
 * machine alone: what a proxy passes on to it comes from elsewhere.
 */
final class Guard {
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    /** A web site rebinds its name; an address has none to rebind. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-f:.]+\\]");

    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]");
    private static final List<String> PASSED_ON =
            List.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");

    private final GatewayConfig.Web config;
    private final String listenHost;
    private final Set<String> hosts;
    private final BooleanSupplier guarded;
    private final Consumer<String> refused;

    /**
     * @param guarded whether tokens are asked for
     * @param refused told why each request was turned away, in one word
     */
    Guard(GatewayConfig.Web config, BooleanSupplier guarded, Consumer<String> refused) {
        this.config = config;
        this.listenHost = bracketed(config.listen().host().toLowerCase(Locale.ROOT));
        this.hosts = config.hosts().stream()
                .flatMap(names -> names.names().stream())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.guarded = guarded;
        this.refused = refused;
    }

    /** Why the request must not be answered; empty when it may be. */
    Optional<Reply> refuse(ServerRequest request) {
        String authority = Headers.first(request, "Host").orElse("").toLowerCase(Locale.ROOT);
        if (!allowed(hostOf(authority))) {
            return refuse("host", wrongHost());
        }
        if (!guarded.getAsBoolean()
                && PASSED_ON.stream()
                        .anyMatch(name -> Headers.first(request, name).isPresent())) {
            return refuse("proxy", passedOn());
        }
        String method = request.prologue().method().text();
        boolean navigates = method.equals("GET")
                && Headers.first(request, "Sec-Fetch-Mode")
                        .filter(mode -> mode.equals("navigate"))
                        .isPresent();
        var site = Headers.first(request, "Sec-Fetch-Site");
        var origin = Headers.first(request, "Origin");
        boolean foreign = origin.filter(from -> !own(from, authority, request)).isPresent()
                || site.filter(from -> !from.equals("same-origin") && !from.equals("none"))
                                .isPresent()
                        && !navigates;
        boolean reads = method.equals("GET") || method.equals("HEAD");
        // Every browser of our days tells the origin of what changes something; a session is a browser's.
        boolean untold = !reads && site.isEmpty() && origin.isEmpty() && withSession(request);
        return foreign || untold ? refuse("origin", wrongOrigin(untold)) : Optional.empty();
    }

    private Optional<Reply> refuse(String reason, Reply.Problem problem) {
        refused.accept(reason);
        return Optional.of(problem);
    }

    private boolean allowed(String host) {
        boolean reachedFromElsewhere = !config.listen().loopback() || config.behindProxy();
        return LOOPBACK.contains(host)
                || LOOPBACK_V4.matcher(host).matches()
                || host.equals(listenHost)
                || hosts.contains(host)
                || reachedFromElsewhere && ADDRESS.matcher(host).matches();
    }

    /** Whether this is where our own pages come from. A proxy may have changed the Host, its port, and the scheme. */
    private boolean own(String origin, String authority, ServerRequest request) {
        try {
            var from = URI.create(origin);
            String found =
                    Optional.ofNullable(from.getRawAuthority()).orElse("").toLowerCase(Locale.ROOT);
            String scheme = config.tls().isPresent() ? "https" : "http";
            if (found.equals(authority) && (config.behindProxy() || scheme.equals(from.getScheme()))) {
                return true;
            }
            return config.behindProxy()
                    && (hosts.contains(hostOf(found))
                            || hostOf(found).equals(hostOf(authority))
                            || Headers.first(request, "X-Forwarded-Host")
                                    .filter(found::equalsIgnoreCase)
                                    .isPresent());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean withSession(ServerRequest request) {
        return Headers.first(request, "Cookie").isPresent()
                && Headers.first(request, "Authorization").isEmpty();
    }

    private Reply.Problem wrongHost() {
        return new Reply.Problem(
                421,
                "host",
                "Misdirected request",
                "expected a Host header with a loopback name or " + listenHost
                        + ", found another name; use http://localhost and the port, or add the name to web.hosts");
    }

    private static Reply.Problem passedOn() {
        return new Reply.Problem(
                403,
                "proxy",
                "For this machine alone",
                "expected a request of this machine, found one that a proxy passed on; set up web.access.tokens and"
                        + " web.behind-proxy to let others in");
    }

    private static Reply.Problem wrongOrigin(boolean untold) {
        return new Reply.Problem(
                403,
                "origin",
                "Foreign origin",
                untold
                        ? "expected an Origin header beside the session's cookie, found none; scripts use Authorization:"
                                + " Bearer"
                        : "this address answers its own pages only, not those of other sites");
    }

    private static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
