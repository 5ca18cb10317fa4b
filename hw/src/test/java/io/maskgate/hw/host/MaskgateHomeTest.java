package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskgateHomeTest {
    @TempDir
    Path folder;

    private Path installed;
    private Optional<Path> code;

    @BeforeEach
    void install() throws IOException {
        installed = folder.resolve("opt/maskgate");
        Files.createDirectories(installed.resolve("models/zoo"));
        Files.createDirectories(installed.resolve("lib"));
        code = Optional.of(installed.resolve("lib/maskgate-hw.jar"));
    }

    @Test
    void nearestFolderAboveTheCodeWithAZooIsHome() {
        var home = MaskgateHome.find(Optional.empty(), Optional.empty(), code);

        assertThat(home).contains(new MaskgateHome(installed));
        assertThat(home.orElseThrow().zoo()).isEqualTo(installed.resolve("models/zoo"));
    }

    @Test
    void propertyGoesBeforeVariableBeforeCode() {
        assertThat(MaskgateHome.find(Optional.of("/a"), Optional.of("/b"), code))
                .contains(new MaskgateHome(Path.of("/a")));
        assertThat(MaskgateHome.find(Optional.empty(), Optional.of("/b"), code))
                .contains(new MaskgateHome(Path.of("/b")));
        assertThat(MaskgateHome.find(Optional.of(""), Optional.of(" "), code)).contains(new MaskgateHome(installed));
    }

    @Test
    void withoutAZooAboveThereIsNoHome() {
        assertThat(MaskgateHome.find(Optional.empty(), Optional.empty(), Optional.of(folder.resolve("x.jar"))))
                .isEmpty();
        assertThat(MaskgateHome.find(Optional.empty(), Optional.empty(), Optional.empty()))
                .isEmpty();
    }
}
