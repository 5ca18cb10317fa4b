package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Listen;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.config.WebKeys;
import io.maskgate.daemon.metrics.GatewayMetrics;
import io.maskgate.daemon.privacy.Gates;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.tls.ServedCertificate;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Running endpoints on ports of the system's choice, with everything behind them fake, and a client. */
final class Endpoints implements AutoCloseable {
    static final HttpLimits LIMITS = new HttpLimits(
            100_000,
            2,
            Duration.ofSeconds(1),
            2,
            2,
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            32,
            24 << 20);

    final FakeGateway gateway = new FakeGateway();
    final PreviewHub hub = new PreviewHub(
            id -> gateway.cameras.stream().anyMatch(camera -> camera.id().equals(id)), 1000, System::nanoTime);
    final EventBoard board = new EventBoard(8);
    final GatewayMetrics metrics = new GatewayMetrics();
    /** Nanoseconds by which the time of access is ahead. */
    final AtomicLong ahead = new AtomicLong();

    final PrivacyGate gate;
    final AccessControl access;
    final HttpEndpoints endpoints;
    volatile StillDetector detector =
            (image, annotate) -> new StillDetector.Found(List.of(), 4, 3, 1, Optional.of(image));

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();

    private Endpoints(PrivacyKeys.PrivacyMode mode, GatewayConfig.Web web, Optional<ServedCertificate> certificate) {
        this(mode, web, certificate, true);
    }

    private Endpoints(
            PrivacyKeys.PrivacyMode mode,
            GatewayConfig.Web web,
            Optional<ServedCertificate> certificate,
            boolean cameras) {
        gate = Gates.of(mode, web.preview());
        access = new AccessControl(web.access(), () -> System.nanoTime() + ahead.get(), new SecureRandom());
        endpoints = new HttpEndpoints(
                new GatewayConfig.Health(true, new Listen("127.0.0.1", 0), cameras),
                web,
                gateway,
                hub,
                gateway,
                board,
                (image, annotate) -> detector.detect(image, annotate),
                gate,
                new Entrance(access, certificate),
                metrics,
                LIMITS);
        endpoints.start();
    }

    static Endpoints withPictures() {
        return in(PrivacyKeys.PrivacyMode.EVENTS, true);
    }

    static Endpoints withoutPictures() {
        return in(PrivacyKeys.PrivacyMode.EVENTS, false);
    }

    static Endpoints in(PrivacyKeys.PrivacyMode mode, boolean pictures) {
        return new Endpoints(mode, web(pictures, access()), Optional.empty());
    }

    /** For whoever has one of these tokens alone. */
    static Endpoints withTokens(WebKeys.Token... tokens) {
        return serving(web(true, access(tokens)));
    }

    /** The same over TLS. */
    static Endpoints overTls(WebKeys.Tls files, ServedCertificate certificate, WebKeys.Token... tokens) {
        return overTls(0, files, certificate, tokens);
    }

    /** At this port. */
    static Endpoints overTls(int port, WebKeys.Tls files, ServedCertificate certificate, WebKeys.Token... tokens) {
        var plain = web(true, access(tokens));
        var web = new GatewayConfig.Web(
                true, new Listen("127.0.0.1", port), true, Optional.empty(), false, Optional.of(files), plain.access());
        return new Endpoints(PrivacyKeys.PrivacyMode.EVENTS, web, Optional.of(certificate));
    }

    /** Where health tells nothing of single cameras. */
    static Endpoints discreet() {
        return new Endpoints(PrivacyKeys.PrivacyMode.EVENTS, web(true, access()), Optional.empty(), false);
    }

    /** As configured, whatever that is. */
    static Endpoints serving(GatewayConfig.Web web) {
        return new Endpoints(PrivacyKeys.PrivacyMode.EVENTS, web, Optional.empty());
    }

    private static GatewayConfig.Web web(boolean pictures, WebKeys.Access access) {
        var listen = new Listen("127.0.0.1", 0);
        return new GatewayConfig.Web(true, listen, pictures, Optional.empty(), false, Optional.empty(), access);
    }

    static WebKeys.Access access(WebKeys.Token... tokens) {
        return new WebKeys.Access(List.of(tokens), Duration.ofMinutes(30), Duration.ofHours(12));
    }

    int webPort() {
        return endpoints.webPort().orElseThrow();
    }

    HttpRequest.Builder web(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + webPort() + path));
    }

    HttpRequest.Builder health(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + endpoints.healthPort().orElseThrow() + path));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<java.io.InputStream> open(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    HttpResponse<byte[]> detect(byte[] image, String type, String accept) throws IOException, InterruptedException {
        return send(web("/api/detect")
                .header("Content-Type", type)
                .header("Accept", accept)
                .POST(BodyPublishers.ofByteArray(image)));
    }

    JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return mapper.readTree(response.body());
    }

    JsonNode parse(String text) throws IOException {
        return mapper.readTree(text);
    }

    /** A connection of its own for what no well-behaved client sends. */
    Socket raw(String head) throws IOException {
        var socket = new Socket("127.0.0.1", webPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    /** The first line of an answer to {@link #raw}. */
    static String statusLine(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() {
        endpoints.close();
        // Without an answer that never ends: close() alone would wait for it for ever.
        client.shutdownNow();
        client.close();
    }
}
