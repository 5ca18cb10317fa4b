package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.maskgate.hw.video.VideoException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that try to make the gateway open something else than what it was told to. The file they point at is a good
 * video (or the key of one), so that opening it would give pictures; what is honest gives them, through the same server.
 */
@ExtendWith(NoLeaks.class)
@Timeout(30)
class HostileSourcesTest {
    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private HttpServer http;
    private Path clip;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
        clip = Clips.write(folder.resolve("clip.ts"), VideoWriter.Container.MPEG_TS, 160, 96, 50);
        byte[] bytes = Files.readAllBytes(clip);
        serve("/clip.ts", "video/mp2t", bytes);
        serve("/key", "application/octet-stream", KEY);
        Files.write(folder.resolve("key"), KEY);
        var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(new byte[16]));
        serve("/locked.ts", "video/mp2t", cipher.doFinal(bytes));
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    private void serve(String path, String type, byte[] body) {
        http.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            } catch (IOException _) {
                // The reader has seen enough.
                exchange.close();
            }
        });
    }

    private String playlist(String text) {
        serve("/list.m3u8", "application/vnd.apple.mpegurl", ("#EXTM3U\n" + text).getBytes(StandardCharsets.UTF_8));
        return url("/list.m3u8");
    }

    /** How many pictures come of it before it ends. */
    private static int pictures(String url) {
        try {
            return Clips.readAll(Clips.spec(url).withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(2)))
                    .sizes()
                    .size();
        } catch (VideoException refused) {
            return 0;
        }
    }

    private String segment(String uri) {
        return "#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n" + uri + "\n#EXT-X-ENDLIST\n";
    }

    private String locked(String keyUri) {
        return "#EXT-X-VERSION:3\n#EXT-X-KEY:METHOD=AES-128,URI=\"" + keyUri
                + "\",IV=0x00000000000000000000000000000000\n" + segment(url("/locked.ts"));
    }

    @Test
    void honestPlaylistsPlay() {
        assertThat(pictures(playlist(segment(url("/clip.ts"))))).isEqualTo(50);
    }

    @Test
    void anHonestKeyUnlocks() {
        assertThat(pictures(playlist(locked(url("/key"))))).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file://%s",
                "file:%s",
                "%s",
                "concat:%s",
                "subfile,,start,0,end,0,,:%s",
                "crypto:%s",
                "crypto+file:%s",
                "cache:file:%s",
                "async:file:%s",
                "FILE://%s"
            })
    void aSegmentIsNeverAFile(String form) {
        assertThat(pictures(playlist(segment(form.formatted(clip))))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://%s", "file:%s", "%s", "concat:%s"})
    void aKeyIsNeverAFile(String form) {
        assertThat(pictures(playlist(locked(form.formatted(folder.resolve("key"))))))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://%s", "file:%s", "concat:%s"})
    void aMapOrAnotherPlaylistIsNeverAFile(String form) throws Exception {
        Path inner = Files.writeString(folder.resolve("inner.m3u8"), "#EXTM3U\n" + segment(url("/clip.ts")));
        assertThat(pictures(playlist("#EXT-X-STREAM-INF:BANDWIDTH=1\n" + form.formatted(inner) + "\n")))
                .isZero();
        http.removeContext("/list.m3u8");
        assertThat(pictures(
                        playlist("#EXT-X-MAP:URI=\"" + form.formatted(clip) + "\"\n" + segment("file:///dev/null"))))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://%s", "file:%s", "%s", "concat:%s", "ftp://127.0.0.1%s", "gopher://127.0.0.1%s"})
    void aRedirectLeadsToNoFile(String form) {
        http.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", form.formatted(clip));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        assertThat(pictures(url("/moved"))).isZero();
    }

    @Test
    void anHonestRedirectIsFollowedAndACircleIsLeft() {
        http.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", url("/clip.ts"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        http.createContext("/circle", exchange -> {
            exchange.getResponseHeaders().set("Location", url("/circle"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        assertThat(pictures(url("/moved"))).isEqualTo(50);
        assertThat(pictures(url("/circle"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffconcat version 1.0\nfile %s\n",
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\na=control:file://%s\n"
            })
    void whatIsServedIsNoScript(String script) {
        serve("/script", "application/octet-stream", script.formatted(clip).getBytes(StandardCharsets.UTF_8));
        assertThat(pictures(url("/script"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://%s", "http-clip", "/%s", "pipe:0"})
    void anRtspRedirectLeadsToNothingElse(String form) throws Exception {
        String target = form.equals("http-clip") ? url("/clip.ts") : form.formatted(clip);
        try (var server = new RtspAnswers(request -> switch (request.split(" ")[0]) {
            case "OPTIONS" -> "RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: DESCRIBE, SETUP, PLAY\r\n\r\n";
            default -> "RTSP/1.0 302 Moved\r\nCSeq: 2\r\nLocation: " + target + "\r\n\r\n";
        })) {
            assertThat(pictures(server.url())).isZero();
            assertThat(server.requests()).isNotEmpty();
        }
    }

    @Test
    void anSdpCannotPointAtAFile() throws Exception {
        String sdp = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\na=control:file://" + clip
                + "\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:file://" + clip + "\r\n";
        try (var server = new RtspAnswers(request -> switch (request.split(" ")[0]) {
            case "OPTIONS" -> "RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: DESCRIBE, SETUP, PLAY\r\n\r\n";
            case "DESCRIBE" ->
                "RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Base: file:///\r\nContent-Type: application/sdp\r\nContent-Length: "
                        + sdp.length() + "\r\n\r\n" + sdp;
            default -> "RTSP/1.0 404 Not Found\r\nCSeq: 3\r\n\r\n";
        })) {
            assertThat(pictures(server.url())).isZero();
            assertThat(server.requests()).anyMatch(request -> request.startsWith("SETUP"));
        }
    }

    @Test
    void aFileIsOpenedByTheSchemeFileAlone() throws Exception {
        assertThat(pictures("file://" + clip)).isEqualTo(50);
        assertThat(pictures(clip.toString())).isEqualTo(50);
        for (String form : List.of("concat:", "subfile:", "crypto:", "data:", "pipe:", "unix:", "fd:", "ftp://x")) {
            var refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                    VideoException.class, () -> VideoUrl.parse(form + clip));
            assertThat(refused.reason()).isEqualTo(Reason.REFUSED_SCHEME);
        }
    }
}
