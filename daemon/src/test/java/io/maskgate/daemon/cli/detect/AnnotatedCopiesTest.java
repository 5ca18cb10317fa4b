package io.maskgate.daemon.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotatedCopiesTest {
    /** 704 x 288 that is to be seen as 4:3. */
    private static final Path NARROW_PIXELS =
            Path.of("src/test/resources/clips/narrow-pixels.mp4").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void aCopyHasTheShapeTheVideoIsToBeSeenIn() throws Exception {
        write("narrow");
        var copy = ImageIO.read(folder.resolve("narrow.jpg").toFile());
        assertThat(copy.getWidth() + "x" + copy.getHeight()).isEqualTo("704x528");
    }

    /** After a run as root, whoever may look into the folder may look at the copy. */
    @Test
    void aCopyHasThePermissionsOfAnyNewFile() throws Exception {
        write("narrow");
        Path other = Files.createFile(folder.resolve("other"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("narrow.jpg")))
                .isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void whatAnInterruptedRunLeftIsGoneAfterTheNext() throws Exception {
        Files.writeString(folder.resolve(".narrow.tmp"), "half a pic");
        write("narrow");
        try (var list = Files.list(folder)) {
            assertThat(list).containsExactly(folder.resolve("narrow.jpg"));
        }
    }

    private void write(String name) throws Exception {
        var spec = VideoSpec.of(VideoUrl.parse("file:" + NARROW_PIXELS));
        try (var source = VideoSource.open(spec, MediaClock.system());
                var copies = new AnnotatedCopies(folder);
                var frame = ((Read.Picture) source.read()).frame()) {
            copies.write(frame, name, List.of());
        }
    }
}
