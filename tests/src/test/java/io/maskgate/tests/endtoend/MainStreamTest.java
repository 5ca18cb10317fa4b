package io.maskgate.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.RtspServer;
import io.maskgate.tests.support.Tools;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A camera whose small stream is looked at shows its large one to whoever asks, and goes on meanwhile. */
class MainStreamTest {
    private static final int SMALL = 480;

    @Test
    void thePictureHasTheSizeOfTheMainStreamWhileTheSmallOneIsLookedAt(@TempDir Path folder) throws Exception {
        var clip = Clip.lobby(folder);
        var small = small(clip.mp4(), folder.resolve("small.mp4"));
        try (var server = RtspServer.serving(folder, Map.of("large", clip.mp4(), "small", small))) {
            var setup = new GatewaySetup(folder, "gate")
                    .broker("mqtt://localhost:1")
                    .web("preview: true")
                    .camera("door", server.url("large"), "detect-url: " + server.url("small"))
                    .with("privacy:", "  faces: show");
            try (var gateway = GatewayProcess.start(setup);
                    var client = HttpClient.newHttpClient()) {
                gateway.awaitCamera("door", "online");

                var large = picture(get(client, setup, "main.jpg"));
                var looked = picture(get(client, setup, "snapshot.jpg"));

                assertThat(large.getWidth()).isEqualTo(clip.width()).isGreaterThan(SMALL);
                assertThat(large.getHeight()).isEqualTo(clip.height());
                assertThat(looked.getWidth()).isEqualTo(SMALL);
                assertThat(gateway.metric("maskgate_camera_reconnects_total", "door"))
                        .isZero();

                server.kill();
                var refused = get(client, setup, "main.jpg");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(new String(refused.body())).contains("door").contains("large");
            }
        }
    }

    private static Path small(Path clip, Path target) throws Exception {
        var run = new ProcessBuilder(
                        Tools.ffmpeg().toString(),
                        "-loglevel",
                        "error",
                        "-i",
                        clip.toString(),
                        "-an",
                        "-vf",
                        "scale=" + SMALL + ":-2",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-g",
                        "15",
                        target.toString())
                .inheritIO()
                .start();
        assertThat(run.waitFor()).isZero();
        return target;
    }

    private static HttpResponse<byte[]> get(HttpClient client, GatewaySetup setup, String picture) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(setup.page() + "api/cameras/door/" + picture))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static BufferedImage picture(HttpResponse<byte[]> response) throws Exception {
        assertThat(response.statusCode()).as(() -> new String(response.body())).isEqualTo(200);
        return ImageIO.read(new ByteArrayInputStream(response.body()));
    }
}
