package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.maskgate.hw.video.VideoException.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras over TLS whose certificate is judged; the FFmpeg in front of the tunnel is the real one. */
@ExtendWith(NoLeaks.class)
@Timeout(30)
class TlsTunnelTest {
    private static CameraCertificate camera;
    private static CameraCertificate other;

    @TempDir
    static Path folder;

    private HttpsServer https;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void certificates() throws Exception {
        camera = new CameraCertificate(folder, "camera", "dns:localhost");
        other = new CameraCertificate(folder, "other", "dns:localhost");
        // Unpacking it for the first time takes longer than a deadline that is tried here.
        Clips.refusal(Clips.spec("http://127.0.0.1:1/x"));
    }

    @BeforeEach
    void start() throws Exception {
        https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(camera.context()));
        https.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        https.start();
    }

    @AfterEach
    void stop() {
        https.stop(0);
    }

    private String host() {
        return "localhost:" + https.getAddress().getPort();
    }

    private VideoSpec spec(String path, Trust trust) throws VideoException {
        return Clips.spec("https://joe:secret@" + host() + path).withTrust(trust);
    }

    private void serve(String path, byte[] body) {
        https.createContext(path, exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static byte[] clip() throws Exception {
        return Files.readAllBytes(Clips.write(folder.resolve("clip.ts"), VideoWriter.Container.MPEG_TS, 64, 48, 25));
    }

    @Test
    void theCameraWithThePinnedCertificateIsReadByItsOwnName() throws Exception {
        serve("/clip.ts", clip());

        var read = Clips.readAll(spec("/clip.ts", new Trust.Pinned(camera.sha256())));

        assertThat(read.sizes()).hasSize(25);
        assertThat(asked).isNotEmpty().containsOnly(host() + "/clip.ts");
    }

    @Test
    void whoHasAnotherCertificateIsToldNothingAndTheMessageSaysWhichItHas() throws Exception {
        serve("/clip.ts", clip());

        var refusal = Clips.refusal(spec("/clip.ts", new Trust.Pinned(other.sha256())));

        assertThat(refusal.reason()).isEqualTo(Reason.UNTRUSTED);
        assertThat(refusal)
                .hasMessageStartingWith("https://***@" + host() + "/clip.ts: expected the certificate with SHA-256 "
                        + other.sha256() + ", found " + camera.sha256() + " of CN=camera, valid until ");
        assertThat(asked).isEmpty();
    }

    @Test
    void aCaVouchesForTheNameItsCertificateHas() throws Exception {
        serve("/clip.ts", clip());
        var authority = new Trust.Authority(camera.pem(folder.resolve("ca.pem")));

        assertThat(Clips.readAll(spec("/clip.ts", authority)).sizes()).hasSize(25);

        var byAddress = Clips.spec("https://127.0.0.1:" + https.getAddress().getPort() + "/clip.ts");
        var refusal = Clips.refusal(byAddress.withTrust(authority));
        assertThat(refusal.reason()).isEqualTo(Reason.UNTRUSTED);
        assertThat(refusal)
                .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1")
                .hasMessageContaining("tls.fingerprint " + camera.sha256());
    }

    @Test
    void aCaVouchesForNoCertificateOfAnother() throws Exception {
        var refusal = Clips.refusal(spec("/x", new Trust.Authority(other.pem(folder.resolve("other.pem")))));

        assertThat(refusal.reason()).isEqualTo(Reason.UNTRUSTED);
        assertThat(refusal)
                .hasMessageContaining("found CN=camera, valid until ")
                .hasMessageContaining(
                        " by CN=camera: PKIX path building failed: unable to find valid certification path to requested target;");
    }

    @Test
    void aFileWithoutCertificatesVouchesForNobody() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path gone = folder.resolve("gone.pem");

        assertThat(Clips.refusal(spec("/x", new Trust.Authority(empty))))
                .hasMessageContaining("tls.ca: " + empty + ": expected certificates in PEM, found none");
        assertThat(Clips.refusal(spec("/x", new Trust.Authority(gone))).reason())
                .isEqualTo(Reason.UNVERIFIABLE);
        assertThat(Clips.refusal(spec("/x", new Trust.Authority(gone))))
                .hasMessageContaining("tls.ca: " + gone + ": expected certificates in PEM, found NoSuchFileException");
    }

    /** Its parts may lie anywhere. */
    @Test
    void aPlaylistIsNotRead() throws Exception {
        serve("/part.ts", clip());
        serve(
                "/list.m3u8",
                "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\npart.ts\n#EXT-X-ENDLIST\n"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(Clips.refusal(spec("/list.m3u8", new Trust.Pinned(camera.sha256())))
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED);
        assertThat(asked).containsOnly(host() + "/list.m3u8");
    }

    private void sendOn(String path, String location) {
        https.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://HOST/clip.ts", "/clip.ts", "clip.ts"})
    void anotherPathOfTheCameraIsFollowed(String location) throws Exception {
        serve("/clip.ts", clip());
        sendOn("/here", location.replace("HOST", host()));

        assertThat(Clips.readAll(spec("/here", new Trust.Pinned(camera.sha256())))
                        .sizes())
                .hasSize(25);
    }

    /** Whoever answers there has shown no certificate; and in the clear everybody sees what is said. */
    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:PORT/x", "http://127.0.0.1:PORT/x", "//127.0.0.1:PORT/x"})
    void nobodyIsSentOnToAnotherServer(String location) throws Exception {
        try (var elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            sendOn("/there", location.replace("PORT", "" + elsewhere.getLocalPort()));

            assertSentOn(Clips.refusal(spec("/there", new Trust.Pinned(camera.sha256()))), elsewhere);
        }
    }

    /** FFmpeg takes the first address's password along. */
    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "DESCRIBE", "SETUP", "PLAY"})
    void anRtspsCameraSendsNobodyOnEither(String request) throws Exception {
        try (var elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var server = new RtspAnswers(
                        tls(camera.context()),
                        asked -> asked.startsWith(request)
                                ? "RTSP/1.0 302 Moved\r\nCSeq: 2\r\nLocation: rtsp://127.0.0.1:"
                                        + elsewhere.getLocalPort() + "/x\r\n\r\n"
                                : RtspSourceTest.playing(asked))) {
            assertSentOn(Clips.refusal(rtsps(server, camera)), elsewhere);
        }
    }

    /** To FFmpeg this is a 302. */
    @Test
    void norByAnAnswerThatOnlyFfmpegReadsSo() throws Exception {
        try (var elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var server = new RtspAnswers(
                        tls(camera.context()),
                        _ -> "$\0\0\0RTSP/1.0 0302 Moved\r\nCSeq: 1\r\nLocation: rtsp://127.0.0.1:"
                                + elsewhere.getLocalPort() + "/x\r\n\r\n")) {
            var refusal = Clips.refusal(rtsps(server, camera));
            assertThat(refusal)
                    .hasMessageEndingWith(": the camera gives an answer that does not begin like RTSP/1.0 200 OK; what "
                            + "FFmpeg may read otherwise is not passed on beside tls; bring the camera's firmware up to "
                            + "date");
            assertNobodyCame(refusal, elsewhere);
        }
    }

    private static void assertSentOn(VideoException refusal, ServerSocket elsewhere) throws Exception {
        assertThat(refusal)
                .hasMessageEndingWith(": the camera sends on to another address, which is not followed beside tls; "
                        + "write that address in its url");
        assertNobodyCame(refusal, elsewhere);
    }

    private static void assertNobodyCame(VideoException refusal, ServerSocket elsewhere) throws Exception {
        assertThat(refusal.reason()).isEqualTo(Reason.REFUSED);
        elsewhere.setSoTimeout(1);
        assertThatThrownBy(elsewhere::accept).as("nobody comes").isInstanceOf(SocketTimeoutException.class);
    }

    private static ServerSocket tls(SSLContext context) throws Exception {
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static VideoSpec rtsps(RtspAnswers server, CameraCertificate trusted) throws Exception {
        return Clips.spec(server.url().replace("rtsp://", "rtsps://joe:secret@"))
                .withTrust(new Trust.Pinned(trusted.sha256()));
    }

    /** Cameras have few sessions, and keep one for a minute if nobody ends it. */
    @Test
    void anRtspsCameraIsPlayedAndToldGoodbye() throws Exception {
        try (var server = new RtspAnswers(tls(camera.context()), RtspSourceTest::playing)) {
            var spec = rtsps(server, camera).withTransport(Transport.UDP);
            var cancellation = new Cancellation();
            var over = CompletableFuture.runAsync(() -> Clips.refusal(spec, cancellation));
            await().until(() -> server.requests().stream().anyMatch(request -> request.startsWith("PLAY")));

            cancellation.cancel();

            over.get(5, TimeUnit.SECONDS);
            await().untilAsserted(() ->
                    assertThat(server.requests()).last().asString().startsWith("TEARDOWN"));
        }
    }

    @Test
    void whoAnswersInAnRtspsCamerasPlaceIsToldNothing() throws Exception {
        try (var server = new RtspAnswers(tls(other.context()), RtspSourceTest::playing)) {
            assertThat(Clips.refusal(rtsps(server, camera)).reason()).isEqualTo(Reason.UNTRUSTED);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void whoSpeaksNoTlsOrNothingAtAllKeepsNobodyWaiting() throws Exception {
        var trust = new Trust.Pinned(camera.sha256());
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var begin = Instant.now();
            var waited = Clips.refusal(Clips.spec("rtsps://127.0.0.1:" + silent.getLocalPort() + "/x")
                    .withTimeouts(Duration.ofMillis(400), Duration.ofSeconds(20))
                    .withTrust(trust));
            assertThat(waited.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));

            var spec = Clips.spec("rtsps://127.0.0.1:" + plain.getLocalPort() + "/x")
                    .withTrust(trust);
            var refusal = CompletableFuture.supplyAsync(() -> Clips.refusal(spec));
            try (var accepted = plain.accept()) {
                accepted.getOutputStream()
                        .write("RTSP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(refusal.get(5, TimeUnit.SECONDS))
                        .hasMessageContaining("/x: no TLS connection comes about: this port may speak none");
                assertThat(refusal.join().reason()).isEqualTo(Reason.NOT_A_STREAM);
            }
        }
    }

    /** Many RTSP ports do, at the first line that is none. */
    @Test
    void aPortThatHangsUpSpeaksNoTls() throws Exception {
        try (var plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var spec = Clips.spec("rtsps://127.0.0.1:" + plain.getLocalPort() + "/x")
                    .withTrust(new Trust.Pinned(camera.sha256()));
            var refusal = CompletableFuture.supplyAsync(() -> Clips.refusal(spec));
            try (var accepted = plain.accept()) {
                accepted.getInputStream().readNBytes(16);
            }
            assertThat(refusal.get(5, TimeUnit.SECONDS))
                    .hasMessageContaining("/x: no TLS connection comes about: this port may speak none");
            assertThat(refusal.join().reason()).isEqualTo(Reason.NOT_A_STREAM);
        }
    }

    @Test
    void theOnlyTransportIsTheOneThatTlsCovers() throws Exception {
        try (var server = new RtspAnswers(
                tls(camera.context()),
                asked -> asked.startsWith("SETUP")
                        ? "RTSP/1.0 461 Unsupported Transport\r\nCSeq: 3\r\n\r\n"
                        : RtspSourceTest.playing(asked))) {
            assertThat(Clips.refusal(rtsps(server, camera)))
                    .hasMessageEndingWith(": the camera does not send over tcp, the only way that tls covers");
        }
    }

    @Test
    void cancellingEndsAHandshake() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var spec = Clips.spec("rtsps://127.0.0.1:" + silent.getLocalPort() + "/x")
                    .withTrust(new Trust.Pinned(camera.sha256()));
            var cancellation = new Cancellation();
            var refusal = CompletableFuture.supplyAsync(() -> Clips.refusal(spec, cancellation));
            try (var accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read()).as("a handshake").isPositive();
                cancellation.cancel();
                assertThat(refusal.get(2, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CLOSED);
                assertThat(accepted.getInputStream().readAllBytes())
                        .as("hung up")
                        .isNotEmpty();
            }
        }
    }
}
