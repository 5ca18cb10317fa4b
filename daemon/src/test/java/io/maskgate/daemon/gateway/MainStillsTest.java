package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.http.MainStream;
import io.maskgate.daemon.http.NativePool;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.MediaClock;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MainStillsTest {
    private static final Path NARROW_PIXELS =
            Path.of("src/test/resources/clips/narrow-pixels.mp4").toAbsolutePath();

    @TempDir
    Path folder;

    private final List<String> counted = new ArrayList<>();

    private MainStream.Shot take(MainStills.Finder finder) throws Exception {
        var camera = Site.config(folder, "mqtt://127.0.0.1", "file:" + NARROW_PIXELS)
                .cameras()
                .getFirst();
        var stills = new MainStills(
                _ -> Optional.of(camera),
                finder,
                0.5,
                FaceCover.BLUR,
                MediaClock.system(),
                counted::add,
                new NativePool("main-stills", 1, 1, Duration.ofSeconds(20)));
        try {
            return stills.take(camera.id(), Faces.SHOWN);
        } finally {
            stills.close();
        }
    }

    @Test
    void itHasTheSizeOfTheStreamAsItIsToBeSeen() throws Exception {
        var taken = (MainStream.Taken) take((_, _) -> List.of());
        var image = ImageIO.read(new ByteArrayInputStream(taken.picture().jpeg()));
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo("704x528");
        assertThat(counted).containsExactly("taken");
    }

    @Test
    void aPictureThereIsNoMemoryForIsCountedAndSaidInWords() throws Exception {
        var shot = take((_, _) -> {
            throw new OutOfMemoryError("Cannot reserve 100663360 bytes of direct buffer memory");
        });
        assertThat(shot)
                .isEqualTo(new MainStream.Failed("no memory for its picture (Cannot reserve 100663360 bytes of direct"
                        + " buffer memory); a smaller main stream needs less"));
        assertThat(counted).containsExactly("failed");
    }

    @Test
    void whereNoDetectorCanBeHadThatIsSaidToo() throws Exception {
        var shot = take((_, _) -> {
            throw new Uploads.NoDetector(new InferenceException("model /zoo/m/fp32.onnx: expected sha256 1, found 2"));
        });
        assertThat(shot)
                .isInstanceOfSatisfying(
                        MainStream.Failed.class,
                        failed -> assertThat(failed.why())
                                .startsWith("the model that serves cannot be opened for a single picture")
                                .doesNotContain("/zoo"));
        assertThat(counted).containsExactly("failed");
    }
}
