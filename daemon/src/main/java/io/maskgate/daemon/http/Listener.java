package io.maskgate.daemon.http;

import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.tls.ServedCertificate;
import io.maskgate.daemon.tls.ServerPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntConsumer;

/** One Helidon server on one address, bounded in every respect. */
final class Listener implements AutoCloseable {
    private final WebServer server;
    private final InetAddress address;
    private volatile boolean deaf;

    private Listener(WebServer server, InetAddress address) {
        this.server = server;
        this.address = address;
    }

    /** An address that this machine does not have, or not yet. */
    static final class NoSuchAddress extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private NoSuchAddress(String message, IOException cause) {
            super(message, cause);
        }
    }

    /**
     * @param name of the listener as in the configuration
     * @param certificate for TLS, which must have a pair; none for plain HTTP
     * @param bodyBytes of a request at most
     * @param answered told the status of answers that never reach the router
     * @param clock by which answers are dated
     */
    static Listener start(
            String name,
            Listen listen,
            Optional<ServedCertificate> certificate,
            Router router,
            HttpLimits limits,
            int bodyBytes,
            Watchdog watchdog,
            IntConsumer answered,
            InstantSource clock) {
        var address = probe(name, listen);
        var http = Http1Config.builder()
                .maxHeadersSize(16 * 1024)
                .addReceiveListener(watchdog)
                .build();
        var builder = WebServer.builder();
        var first = certificate.map(served -> served.pair().orElseThrow());
        first.ifPresent(pair -> builder.tls(tls(pair)));
        var server = builder.address(address)
                .port(listen.port())
                .shutdownHook(false)
                .maxTcpConnections(limits.connections())
                .maxConcurrentRequests(limits.connections())
                .maxPayloadSize(bodyBytes)
                .idleConnectionTimeout(limits.silence())
                .idleConnectionPeriod(Duration.ofSeconds(20))
                .shutdownGracePeriod(Duration.ofMillis(300))
                .connectionOptions(new PatientSockets(limits.silence()))
                // Over TLS the other way asks DNS for the name of every client, and its sockets know no deadline.
                .useNio(false)
                .addProtocol(http)
                .addConnectionSelector(new OlderHttp(http, HttpRouting.builder().any(router.inOnePiece()::handle)))
                .directHandlers(problems(bodyBytes, answered, clock))
                .routing(HttpRouting.builder().any(router::handle))
                .build();
        server.start();
        if (!server.isRunning()) {
            throw unusable(name, listen, "see the log", new IOException("the server did not start"));
        }
        certificate.ifPresent(served -> {
            served.servedBy(pair -> server.reloadTls(tls(pair)));
            // One that was renewed meanwhile was told to nobody.
            served.pair()
                    .filter(now -> first.stream().noneMatch(now::equals))
                    .ifPresent(now -> server.reloadTls(tls(now)));
        });
        return new Listener(server, address);
    }

    private static Tls tls(ServerPair pair) {
        return Tls.builder()
                .privateKey(pair.key())
                .privateKeyCertChain(pair.chain())
                .addApplicationProtocol("http/1.1")
                .build();
    }

    /** The server logs a failed bind and says nothing to its caller, so the address is tried first. */
    static InetAddress probe(String name, Listen listen) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(listen.host(), listen.port()));
            return socket.getInetAddress();
        } catch (IOException taken) {
            throw unusable(name, listen, taken.getMessage(), taken);
        }
    }

    private static IllegalStateException unusable(String name, Listen listen, String why, IOException cause) {
        String message = name + ".listen: expected a free address, found that " + listen + " cannot be used (" + why
                + "); " + Listen.remedy(why);
        return Listen.NO_SUCH_ADDRESS.equals(why)
                ? new NoSuchAddress(message, cause)
                : new IllegalStateException(message, cause);
    }

    int port() {
        return server.port();
    }

    /** As it was bound. */
    String address() {
        return new Listen(address.getHostAddress(), port()).toString();
    }

    /**
     * Whether it takes no connections any more, which is for good: where one could not be accepted, as for want of
     * descriptors or memory, the server closes its socket, and goes on as if it ran.
     */
    boolean isDeaf() {
        if (!deaf) {
            try (var socket = new ServerSocket()) {
                // Not the configured name, which may have come to mean another of our addresses.
                socket.bind(new InetSocketAddress(address, port()));
                deaf = true;
            } catch (IOException taken) {
                // By the server; or a descriptor is still wanting, and the next look tells.
            }
        }
        return deaf;
    }

    @Override
    public void close() {
        server.stop();
    }

    private static DirectHandlers problems(int bodyBytes, IntConsumer answered, InstantSource clock) {
        var handler = new BeforeTheRouter(bodyBytes, answered, clock);
        var handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, handler);
        }
        return handlers.build();
    }

    /** Requests so malformed or so large that they never reach the router get problem documents too. */
    private record BeforeTheRouter(int bodyBytes, IntConsumer answered, InstantSource clock) implements DirectHandler {
        @Override
        public TransportResponse handle(
                TransportRequest request, EventType type, Status found, ServerResponseHeaders headers, String message) {
            // The router lets no fault of ours out: what the server's own types refuse came from the client.
            var status = type == EventType.INTERNAL_ERROR ? Status.BAD_REQUEST_400 : found;
            answered.accept(status.code());
            Headers.SECURITY.forEach((name, value) -> headers.set(HeaderNames.create(name), value));
            headers.set(HeaderNames.CACHE_CONTROL, "no-store");
            headers.set(HeaderNames.DATE, Headers.date(clock));
            headers.set(HeaderNames.CONTENT_TYPE, Reply.Problem.TYPE);
            return TransportResponse.builder()
                    .status(status)
                    .headers(headers)
                    .keepAlive(false)
                    .entity(problem(status, bodyBytes).body(request.path()))
                    .build();
        }
    }

    private static Reply.Problem problem(Status status, int bodyBytes) {
        return switch (status.code()) {
            case 413 -> DetectRoute.tooBig(bodyBytes);
            case 503 ->
                new Reply.Problem(503, "busy", "Busy", "too many requests at the same time; try again in a moment");
            default ->
                new Reply.Problem(
                        status.code(), "request", status.reasonPhrase(), "the request is not HTTP as of RFC 9112");
        };
    }
}
