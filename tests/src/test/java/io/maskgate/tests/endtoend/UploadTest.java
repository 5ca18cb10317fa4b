package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What POST /api/detect says to pictures that are none, and to one that is. */
class UploadTest {
    private static final int SIDE = 30_000;
    private static final long MIB = 1 << 20;

    @Test
    void whatIsNoPictureGetsAProblemDocumentAndMemoryStaysBounded(@TempDir Path folder) throws Exception {
        var setup =
                new GatewaySetup(folder, "gate").broker("mqtt://localhost:1").camera("door", "rtsp://127.0.0.1:1/x");
        try (var gateway = GatewayProcess.start(setup)) {
            assertThat(gateway.detect(picture(), "image/png").statusCode()).isEqualTo(200);
            long before = gateway.residentBytes();

            assertProblem(gateway.detect(new byte[0], "image/jpeg"), 400);
            assertProblem(gateway.detect("just a text".getBytes(StandardCharsets.UTF_8), "image/jpeg"), 415);
            assertProblem(gateway.detect("just a text".getBytes(StandardCharsets.UTF_8), "text/plain"), 415);
            assertProblem(gateway.detect(hugePng(), "image/png"), 413);
            for (int i = 0; i < 20; i++) {
                assertProblem(gateway.detect(noise(i), "image/jpeg"), 415);
            }

            assertThat(gateway.residentBytes() - before).as("growth in bytes").isLessThan(150 * MIB);
            assertThat(gateway.detect(picture(), "image/png").statusCode()).isEqualTo(200);
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        var problem = new ObjectMapper().readTree(response.body());
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).isNotBlank();
    }

    private static byte[] picture() throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    private static byte[] noise(int seed) {
        var bytes = new byte[100_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A PNG of a few bytes that declares 30,000 x 30,000 pixels. */
    private static byte[] hugePng() {
        var header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
        header.putInt(SIDE).putInt(SIDE).put(new byte[] {8, 2, 0, 0, 0});
        var crc = new CRC32();
        crc.update(header.array());
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put(header.array())
                .putInt((int) crc.getValue())
                .array();
    }
}
