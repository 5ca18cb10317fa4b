package io.maskgate.daemon.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.maskgate.daemon.cli.Typed;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.VideoWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording that comes without its length, and so as a stream, as fast as it is read. */
@Timeout(60)
class DetectUnpacedTest {
    private static final int PICTURES = 160;

    @TempDir
    Path folder;

    /** 100 pictures a second, of which each fourth begins a group. */
    private byte[] recording() throws Exception {
        Path clip = folder.resolve("clip.ts");
        var rgb = new RgbPicture(128, 64);
        rgb.fill(0, 0, 128, 64, 0x14051E);
        var format = new VideoWriter.Format(VideoWriter.Container.MPEG_TS, 128, 64, 100, 4, 400_000);
        try (var writer = VideoWriter.create(clip, format)) {
            for (int i = 0; i < PICTURES; i++) {
                writer.write(rgb);
            }
            writer.finish();
        }
        return Files.readAllBytes(clip);
    }

    /** Each line takes four times as long as its picture is shown. */
    private static final class Slow extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(40);
            while (end - System.nanoTime() > 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
    }

    @Test
    void noPictureIsLeftOutToBeOnTime() throws Exception {
        byte[] recording = recording();
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                exchange.getResponseBody().write(recording);
            }
        });
        http.start();
        try {
            looksAtAll(http.getAddress().getPort());
        } finally {
            http.stop(0);
        }
    }

    /** FFmpeg takes the end of the connection for an error where no length was told. */
    @Test
    void oneThatEndsWithItsConnectionIsLookedAtToTheEnd() throws Exception {
        byte[] recording = recording();
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server, recording));
            looksAtAll(server.getLocalPort());
        }
    }

    private static void looksAtAll(int port) {
        var out = new Slow();
        var typed = Typed.into(out, "detect", "--json", "http://127.0.0.1:" + port + "/export.ts");

        assertThat(typed.err())
                .contains(
                        "/export.ts: ended; it had not said how long it is, so that nobody can tell whether that was all")
                .doesNotContain("left out", "broke");
        assertThat(typed.exit()).isZero();
        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(PICTURES);
        assertThat(lines.getLast()).as("by its own stamps").contains("\"seconds\":1.59");
    }

    private static void answer(ServerSocket server, byte[] recording) {
        while (!server.isClosed()) {
            try (var client = server.accept()) {
                client.getInputStream().read(new byte[4096]);
                var out = client.getOutputStream();
                out.write("HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(recording);
                out.flush();
                client.shutdownOutput();
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
                // The other side has left, or the test is over.
            }
        }
    }
}
