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
import java.util.Arrays;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A playlist without an end, of three segments of two seconds: a live camera over HLS that then has no more. */
@ExtendWith(NoLeaks.class)
@Timeout(20)
class LivePlaylistTest {
    private static final int PACKET = 188;
    private static final int SEGMENTS = 3;

    private HttpServer http;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
        byte[] clip = Files.readAllBytes(Clips.write(
                folder.resolve("clip.ts"), VideoWriter.Container.MPEG_TS, 160, 96, SEGMENTS * 2 * Clips.FPS));
        var playlist = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n");
        int packets = clip.length / PACKET;
        for (int i = 0; i < SEGMENTS; i++) {
            serve(
                    "/" + i + ".ts",
                    Arrays.copyOfRange(clip, packets * i / SEGMENTS * PACKET, packets * (i + 1) / SEGMENTS * PACKET));
            playlist.append("#EXTINF:2,\n").append(i).append(".ts\n");
        }
        serve("/live.m3u8", playlist.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void serve(String path, byte[] body) {
        http.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    /** All had been of the time their segment came: one look a segment. */
    @Test
    void picturesThatComeAtOnceAreDueOneAfterTheOther() throws Exception {
        var spec = Clips.spec("http://127.0.0.1:" + http.getAddress().getPort() + "/live.m3u8")
                .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(1));

        var outcome = Clips.readAll(spec);

        var times = outcome.times();
        assertThat(times).hasSizeBetween(145, 150);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i).monotonicNanos() - times.get(i - 1).monotonicNanos())
                    .as("from picture %d to the next", i - 1)
                    .isBetween(39_999_000L, 40_001_000L);
        }
        assertThat(outcome.stats().timeJumps()).isZero();
        assertThat(outcome.end().fault().orElseThrow().reason())
                .as("no end, as a recording has")
                .isEqualTo(Reason.TIMEOUT);
    }
}
