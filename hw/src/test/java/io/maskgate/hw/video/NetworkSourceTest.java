package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.maskgate.hw.video.VideoException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
@Timeout(20)
class NetworkSourceTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    /** Accepts connections into its backlog and never answers. */
    private ServerSocket silent;

    private HttpServer http;
    private final CountDownLatch testOver = new CountDownLatch(1);

    @TempDir
    Path folder;

    /** Unpacking it for the first time takes longer than a deadline that is tried here. */
    @BeforeAll
    static void ffmpegIsLoaded() throws VideoException {
        Clips.refusal(Clips.spec("http://127.0.0.1:1/x"));
    }

    @BeforeEach
    void start() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
    }

    @AfterEach
    void stop() throws IOException {
        testOver.countDown();
        silent.close();
        http.stop(0);
    }

    private String httpUrl(String path) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtsp", "http"})
    void whereNobodyListensTheSourceIsUnreachableAtOnce(String scheme) throws Exception {
        int port = silent.getLocalPort();
        silent.close();
        Instant begin = Instant.now();

        var refusal = Clips.refusal(Clips.spec(scheme + "://joe:secret@127.0.0.1:" + port + "/x"));

        assertThat(refusal.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(refusal)
                .hasMessage(scheme + "://***@127.0.0.1:" + port + "/x: nobody listens there (connection refused)");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void anUnknownHostIsUnreachable() throws Exception {
        var refusal = Clips.refusal(Clips.spec("rtsp://camera.invalid/x"));
        assertThat(refusal.reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtsp", "rtsps", "http", "https"})
    void aServerThatNeverAnswersTimesOutWithinTheDeadline(String scheme) throws Exception {
        var spec = Clips.spec(scheme + "://127.0.0.1:" + silent.getLocalPort() + "/x")
                .withTimeouts(SHORT, Duration.ofSeconds(20));
        Instant begin = Instant.now();

        var refusal = Clips.refusal(spec);

        assertThat(refusal.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(refusal).hasMessageEndingWith(": no stream within 400 ms");
        assertThat(Duration.between(begin, Instant.now())).isBetween(SHORT, Duration.ofSeconds(3));
    }

    @Test
    void moreSourcesThanJavaCppHasCallbacksAllKeepTheirDeadline() throws Exception {
        var spec = Clips.spec("rtsp://127.0.0.1:" + silent.getLocalPort() + "/x")
                .withTimeouts(SHORT, Duration.ofSeconds(20));
        try (var threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var refusals = new ArrayList<CompletableFuture<VideoException>>();
            for (int i = 0; i < 24; i++) {
                refusals.add(CompletableFuture.supplyAsync(() -> Clips.refusal(spec), threads));
            }
            for (var refusal : refusals) {
                assertThat(refusal.get(10, TimeUnit.SECONDS).reason()).isEqualTo(Reason.TIMEOUT);
            }
        }
    }

    @Test
    void cancellingEndsABlockedOpening() throws Exception {
        var spec = Clips.spec("rtsp://127.0.0.1:" + silent.getLocalPort() + "/x");
        var cancellation = new Cancellation();
        var refusal = CompletableFuture.supplyAsync(() -> Clips.refusal(spec, cancellation));
        try (var accepted = silent.accept()) {
            assertThat(accepted.getInputStream().read())
                    .as("first byte of the request")
                    .isPositive();
            cancellation.cancel();
            assertThat(refusal.get(2, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CLOSED);
        }
    }

    private void serve(String path, String type, HttpBody body) {
        http.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                body.write(exchange);
            } catch (IOException e) {
                // The reader hung up, as readers of endless bodies do.
                exchange.close();
            }
        });
    }

    private interface HttpBody {
        void write(HttpExchange exchange) throws IOException;
    }

    private void sendThenFallSilent(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush();
        try {
            testOver.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] transportStream(int frames) throws IOException {
        return Files.readAllBytes(
                Clips.write(folder.resolve("clip.ts"), VideoWriter.Container.MPEG_TS, 160, 96, frames));
    }

    @Test
    void aStreamThatFallsSilentEndsAfterTheReadTimeout() throws Exception {
        byte[] clip = transportStream(60);
        serve("/live.ts", "video/mp2t", exchange -> sendThenFallSilent(exchange, clip));
        var spec = Clips.spec(httpUrl("/live.ts")).withTimeouts(Duration.ofSeconds(5), SHORT);

        var outcome = Clips.readAll(spec);

        assertThat(outcome.sizes()).hasSizeBetween(50, 60);
        var fault = outcome.end().fault().orElseThrow();
        assertThat(fault.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(fault).hasMessageEndingWith("/live.ts: no picture for 400 ms");
    }

    @Test
    void cancellingEndsABlockedRead() throws Exception {
        byte[] clip = transportStream(60);
        serve("/live.ts", "video/mp2t", exchange -> sendThenFallSilent(exchange, clip));
        try (var source = VideoSource.open(Clips.spec(httpUrl("/live.ts")), MediaClock.system())) {
            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(source::cancel);
            var fault = Clips.readAll(source).end().fault().orElseThrow();
            assertThat(fault.reason()).isEqualTo(Reason.CLOSED);
        }
    }

    @Test
    void endlessGarbageIsRefusedInTime() throws Exception {
        serve("/noise", "application/octet-stream", exchange -> {
            var random = new Random(3);
            byte[] noise = new byte[65_536];
            while (true) {
                random.nextBytes(noise);
                exchange.getResponseBody().write(noise);
            }
        });
        var refusal = Clips.refusal(Clips.spec(httpUrl("/noise")).withTimeouts(Duration.ofSeconds(3), SHORT));
        assertThat(refusal.reason()).isIn(Reason.NOT_A_STREAM, Reason.TIMEOUT);
    }

    private static byte[] clip(String name) throws IOException {
        try (var in = NetworkSourceTest.class.getResourceAsStream("/clips/" + name)) {
            return in.readAllBytes();
        }
    }

    /**
     * Relays send what they have first, seconds at once: taken for a file's, those pictures and all after them would be of
     * times to come. The clips are four seconds, written by {@code ffmpeg} to a pipe: {@code -c copy -f flv} (its duration says
     * 0) and {@code -movflags frag_keyframe+empty_moov+default_base_moof -f mp4}.
     */
    @ParameterizedTest
    @ValueSource(strings = {"h264-plain-relayed.flv", "h264-plain-fragmented.mp4"})
    void aLiveStreamThatNamesADurationIsOfTheTimeItCame(String name) throws Exception {
        byte[] clip = clip(name);
        serve("/live-" + name, "video/x-live", exchange -> sendThenFallSilent(exchange, clip));
        var clock = MediaClock.system();
        var spec = Clips.spec(httpUrl("/live-" + name)).withTimeouts(Duration.ofSeconds(5), SHORT);
        int pictures = 0;
        try (var source = VideoSource.open(spec, clock)) {
            for (var read = source.read(); !(read instanceof Read.Ended); read = source.read()) {
                if (read instanceof Read.Picture(var frame)) {
                    assertThat(frame.time().monotonicNanos()).isLessThanOrEqualTo(clock.nanos());
                    pictures++;
                    frame.close();
                }
            }
        }
        assertThat(pictures).isGreaterThan(90);
    }

    @Test
    void aRecordingOfASizeThatIsSaidIsPlayedAsAFile() throws Exception {
        byte[] clip = Files.readAllBytes(Clips.mp4(folder, 50));
        http.createContext("/recording.mp4", exchange -> {
            exchange.sendResponseHeaders(200, clip.length);
            try (exchange) {
                exchange.getResponseBody().write(clip);
            }
        });

        var outcome = Clips.readAll(Clips.spec(httpUrl("/recording.mp4")));

        assertThat(outcome.end().fault()).isEmpty();
        var first = outcome.times().getFirst();
        assertThat(outcome.times().getLast().monotonicNanos() - first.monotonicNanos())
                .isEqualTo(Duration.ofMillis(49 * 40).toNanos());
    }

    /** FFmpeg counts a socket's patience in an int of microseconds: 36 minutes were out of range. */
    @Test
    void aPatienceOfAnHourIsNoFault() throws Exception {
        byte[] clip = transportStream(60);
        serve("/live.ts", "video/mp2t", exchange -> exchange.getResponseBody().write(clip));
        var spec = Clips.spec(httpUrl("/live.ts")).withTimeouts(Duration.ofSeconds(5), Duration.ofHours(1));
        assertThat(Clips.readAll(spec).sizes()).hasSize(60);
    }

    private void serveMotionJpeg(int count, long millisApart) {
        var picture = new RgbPicture(96, 64);
        var jpegs = new ArrayList<byte[]>();
        try (var encoder = new JpegEncoder()) {
            for (int i = 0; i < count; i++) {
                picture.fill(0, 0, 96, 64, i * 4);
                jpegs.add(encoder.encode(picture, 80));
            }
        }
        serve("/mjpeg", "multipart/x-mixed-replace; boundary=frame", exchange -> {
            long due = System.nanoTime();
            for (byte[] jpeg : jpegs) {
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                due += TimeUnit.MILLISECONDS.toNanos(millisApart);
                var head = "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length + "\r\n\r\n";
                exchange.getResponseBody().write(head.getBytes(StandardCharsets.US_ASCII));
                exchange.getResponseBody().write(jpeg);
                exchange.getResponseBody().write("\r\n".getBytes(StandardCharsets.US_ASCII));
                exchange.getResponseBody().flush();
            }
        });
    }

    @Test
    void motionJpegOverHttpGivesPictures() throws Exception {
        serveMotionJpeg(40, 0);

        var outcome = Clips.readAll(Clips.spec(httpUrl("/mjpeg")));

        assertThat(outcome.sizes()).hasSizeGreaterThan(30).containsOnly("96x64");
        assertThat(outcome.end().fault().orElseThrow().reason()).isEqualTo(Reason.BROKEN);
    }

    /** Motion JPEG says of no picture when it is due, and cameras send it at any rate. */
    @Test
    void aPictureOfMotionJpegIsOfTheTimeItCame() throws Exception {
        serveMotionJpeg(25, 100);
        var clock = MediaClock.system();
        long latest = 0;
        int pictures = 0;
        try (var source = VideoSource.open(Clips.spec(httpUrl("/mjpeg")), clock)) {
            for (var read = source.read(); !(read instanceof Read.Ended); read = source.read()) {
                if (read instanceof Read.Picture(var frame)) {
                    latest = Math.max(latest, clock.nanos() - frame.time().monotonicNanos());
                    pictures++;
                    frame.close();
                }
            }
            assertThat(source.stats().timeJumps()).isZero();
        }
        assertThat(pictures).isGreaterThan(20);
        // Numbered 40 ms apart, the last would be said to be from 1.4 s ago.
        assertThat(Duration.ofNanos(latest)).isLessThan(Duration.ofMillis(700));
    }

    /** Each packet comes in time; the pictures of most are not wanted. */
    @Test
    void aCameraThatIsSeldomLookedAtIsNotSilent() throws Exception {
        serveMotionJpeg(100, 50);
        var spec = Clips.spec(httpUrl("/mjpeg"))
                .withTimeouts(Duration.ofSeconds(5), SHORT)
                .withSampling(new Sampling(1, Duration.ofMinutes(1)));
        try (var source = VideoSource.open(spec, MediaClock.system())) {
            source.attend(Attention.ENOUGH);
            for (int pictures = 0; pictures < 3; ) {
                var read = source.read();
                assertThat(read).isNotInstanceOf(Read.Ended.class);
                if (read instanceof Read.Picture(var frame)) {
                    frame.close();
                    pictures++;
                }
            }
            assertThat(source.stats().left()).isGreaterThan(20);
        }
    }

    @Test
    void aWebPlaylistIsPlayedButCannotMakeUsOpenAFile() throws Exception {
        byte[] clip = transportStream(50);
        serve("/clip.ts", "video/mp2t", exchange -> exchange.getResponseBody().write(clip));
        servePlaylist("/honest.m3u8", httpUrl("/clip.ts"));
        servePlaylist("/hostile.m3u8", "file://" + folder.resolve("clip.ts"));

        assertThat(Clips.readAll(Clips.spec(httpUrl("/honest.m3u8"))).sizes()).hasSize(50);
        assertThat(Clips.refusal(Clips.spec(httpUrl("/hostile.m3u8"))).reason()).isNotNull();
    }

    private void servePlaylist(String path, String segment) {
        String playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n" + segment + "\n#EXT-X-ENDLIST\n";
        serve(
                path,
                "application/vnd.apple.mpegurl",
                exchange -> exchange.getResponseBody().write(playlist.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"401 UNAUTHORIZED", "403 UNAUTHORIZED", "404 NOT_FOUND"})
    void anHttpErrorTellsItsReason(String codeAndReason) throws Exception {
        String[] parts = codeAndReason.split(" ");
        http.createContext("/x", exchange -> {
            exchange.sendResponseHeaders(Integer.parseInt(parts[0]), -1);
            exchange.close();
        });
        assertThat(Clips.refusal(Clips.spec(httpUrl("/x"))).reason()).isEqualTo(Reason.valueOf(parts[1]));
    }

    @Test
    void aWebPageIsNotAStream() throws Exception {
        serve(
                "/index.html",
                "text/html",
                exchange -> exchange.getResponseBody()
                        .write("<html><body>camera login</body></html>".getBytes(StandardCharsets.UTF_8)));
        assertThat(Clips.refusal(Clips.spec(httpUrl("/index.html"))).reason()).isEqualTo(Reason.NOT_A_STREAM);
    }

    @Test
    void anHttpServerIsNotAnRtspCamera() throws Exception {
        var refusal = Clips.refusal(
                Clips.spec(httpUrl("/x").replace("http:", "rtsp:")).withTimeouts(Duration.ofSeconds(2), SHORT));
        assertThat(refusal.reason()).isIn(Reason.NOT_A_STREAM, Reason.NOT_FOUND);
    }
}
