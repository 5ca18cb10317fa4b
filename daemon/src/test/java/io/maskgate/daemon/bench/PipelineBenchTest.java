package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.maskgate.daemon.cli.Maskgate;
import io.maskgate.daemon.cli.Typed;
import io.maskgate.daemon.config.GatewayConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineBenchTest {
    @TempDir
    Path folder;

    @Test
    void daemonAndReferenceAreMeasuredOnTheSameStream() throws Exception {
        var report = bench(FullHdClip.bundled(folder).toString()).run();

        assertThat(report.rounds()).hasSize(1);
        var daemon = report.rounds().getFirst().daemon();
        assertThat(daemon.decoded()).isPositive();
        assertThat(daemon.inferred()).isPositive().isLessThanOrEqualTo(daemon.decoded());
        assertThat(daemon.cpuSeconds()).isPositive();
        assertThat(daemon.startSeconds()).isPositive();
        assertThat(daemon.resident()).isBetween(30_000_000L, daemon.peak());
        assertThat(report.rounds().getFirst().reference().resident()).isPositive();
        assertThat(report.stream()).endsWith("lobby.mp4");
    }

    @Test
    void aSourceThatCannotBeServedEndsWithTheServersWords() {
        assertThatThrownBy(() -> bench(folder.resolve("none.mp4").toString()).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the RTSP server ended without a word")
                .hasMessageContaining("none.mp4");
    }

    /** Subscribing takes a third of a second, in which the daemon goes on; its processor time is not counted then. */
    @Test
    void whatCameBeforeTheWindowIsNotCounted() throws Exception {
        Path pictures = Files.writeString(folder.resolve("pictures"), "100");
        var daemon = new Program(Program.own(ScriptedDaemon.class).with(pictures.toString()));
        var settings = settings("rtsp://127.0.0.1:1/x", Duration.ofMillis(1), Duration.ofMillis(1));

        var report = new PipelineBench(daemon, settings, _ -> {}, (_, _) -> {
                    Files.writeString(pictures, "1000");
                    return () -> Files.writeString(pictures, "5000");
                })
                .run();

        // One came between the two times the daemon was asked.
        assertThat(report.rounds().getFirst().daemon().received()).isEqualTo(1);
    }

    /** Has received as many pictures as a file says, and one more each time it is asked. */
    static final class ScriptedDaemon {
        private ScriptedDaemon() {}

        static void main(String... typed) throws Exception {
            if (List.of(typed).contains("run")) {
                var asked = new AtomicLong();
                var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(typed)), 0);
                http.createContext("/metrics", exchange -> {
                    long pictures = Long.parseLong(Files.readString(Path.of(typed[0]))) + asked.incrementAndGet();
                    byte[] text = ("maskgate_frames_decoded_total{camera=\"camera-1\"} " + pictures + "\n")
                            .getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, text.length);
                    try (exchange) {
                        exchange.getResponseBody().write(text);
                    }
                });
                http.start();
            }
            // Until it is ended.
            new CountDownLatch(1).await();
        }

        private static int port(String... typed) throws IOException {
            var listen = Pattern.compile("health:\\s+listen: 127.0.0.1:(\\d+)")
                    .matcher(Files.readString(Path.of(typed[typed.length - 1])));
            assertThat(listen.find()).isTrue();
            return Integer.parseInt(listen.group(1));
        }
    }

    private static PipelineBench bench(String source) {
        var settings = settings(source, Duration.ofMillis(500), Duration.ofSeconds(1));
        return new PipelineBench(Program.own(Maskgate.class), settings, _ -> {});
    }

    private static PipelineBench.Settings settings(String source, Duration settle, Duration time) {
        return new PipelineBench.Settings(
                Optional.of(source),
                1,
                25,
                false,
                GatewayConfig.Policy.ADAPTIVE,
                GatewayConfig.LoopFilter.WATCHED,
                5,
                settle,
                time,
                1,
                Optional.of(Typed.zoo().resolve("probe").toString()),
                new Reference.OwnDecoder());
    }
}
