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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A photograph as phones make them: four tiles of 512 x 512 in a grid, each a stream to FFmpeg. */
@ExtendWith(NoLeaks.class)
class HeifTest {
    private static final Path TILES = Path.of("src/test/resources/pictures/tiles.heic");

    @TempDir
    Path folder;

    /** The last brand is that of a sequence, which may be a video: then the grid tells. */
    @ParameterizedTest
    @ValueSource(strings = {"heic", "mif1", "avif", "msf1"})
    void aPictureOfTilesIsNoVideo(String brand) throws Exception {
        byte[] bytes = Files.readAllBytes(TILES);
        System.arraycopy(brand.getBytes(StandardCharsets.US_ASCII), 0, bytes, 8, 4);
        Path photo = Files.write(folder.resolve("photo.mp4"), bytes);

        assertRefused("file:" + photo);
    }

    /** Without a grid: its one picture would be seen, but not turned as it says. */
    @Test
    void norIsOneThatAServerSends() throws Exception {
        byte[] body = new String(Files.readAllBytes(TILES), StandardCharsets.ISO_8859_1)
                .replace("grid", "Exif")
                .getBytes(StandardCharsets.ISO_8859_1);
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/photo.mp4", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            } catch (IOException _) {
                // The reader has seen enough.
                exchange.close();
            }
        });
        http.start();
        try {
            assertRefused("http://127.0.0.1:" + http.getAddress().getPort() + "/photo.mp4");
        } finally {
            http.stop(0);
        }
    }

    private static void assertRefused(String url) throws VideoException {
        assertThat(Clips.refusal(Clips.spec(url)))
                .hasMessage(url + ": expected a video, found a HEIF picture (HEIC, AVIF); convert it to JPEG")
                .extracting(VideoException::reason)
                .isEqualTo(Reason.UNSUPPORTED);
    }
}
