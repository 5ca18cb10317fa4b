package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTest {
    @TempDir
    Path folder;

    @Test
    void ffmpegIsFoundInTheSearchPath() throws Exception {
        Path tool = Files.createFile(folder.resolve("ffmpeg"));
        String path = "/nowhere" + File.pathSeparator + folder;
        assertThat(Reference.ffmpeg(path)).as("not executable").isEmpty();

        assertThat(tool.toFile().setExecutable(true)).isTrue();
        assertThat(Reference.ffmpeg(path)).contains(new Reference.Ffmpeg(tool));
        assertThat(Reference.ffmpeg("")).isEmpty();
    }

    @Test
    void ourOwnDecoderIsThisProgramAgain() {
        var program = new Program(List.of("java", "Main"));
        assertThat(new Reference.OwnDecoder().command(program, "rtsp://h/s"))
                .containsExactly("java", "Main", "bench", "decode", "--for", "1h", "rtsp://h/s");
    }

    @Test
    void thisProgramIsStartedAgainWithItsOwnOptions() {
        var command = Program.own(ReferenceTest.class).with("run");
        assertThat(command).endsWith(ReferenceTest.class.getName(), "run");
        assertThat(command.getFirst()).endsWith("/bin/java");
        assertThat(command).contains(System.getProperty("java.class.path"));
    }

    @Test
    void aProgramThatNeedsLittleHasALittleClassPath() {
        var command = Program.own(ReferenceTest.class, List.of(Test.class, TempDir.class))
                .with("run");
        assertThat(command).endsWith(ReferenceTest.class.getName(), "run");
        assertThat(command.get(command.indexOf("-cp") + 1))
                .contains("junit-jupiter-api")
                .doesNotContain(File.pathSeparator);
    }
}
