package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where nothing can be written to, which is to show before the work and not after it. */
class OutputFolderTest extends BeforeMaskgate {
    private static final Path MODEL = Path.of("zoo/lightmask-320").toAbsolutePath();

    @BeforeEach
    void weightsAndPictures() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc")), "needs /proc, where root too may make no file");
        TestWeights.write(new LightMask(16), folder.resolve("best.safetensors"));
        Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
        TinyFaces.write(folder, "train", 2);
        TinyFaces.write(folder, "val", 2);
    }

    private int typed(String words) {
        return maskgate((Object[]) words.replace("DIR", folder.toString())
                .replace("MODEL", MODEL.toString())
                .split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        export --checkpoint DIR/best.safetensors --recipe DIR/recipe.yaml --out /proc/tiny                   | /proc/tiny
        export --checkpoint DIR/best.safetensors --recipe DIR/recipe.yaml --out /proc/tiny --card --data DIR | /proc/tiny
        data label --model MODEL --pictures DIR/train --out /proc/own                                        | /proc/own
        calibrate --checkpoint DIR/best.safetensors --recipe DIR/recipe.yaml --data DIR --out /proc/c.st     | /proc
        evaluate --model MODEL --data DIR --curves /proc/curves                                              | /proc/curves
        synth clip --out DIR/clip.mp4 --truth /proc/clip.json                                                | /proc
        """)
    void isNamedAtTheStart(String words, String named) {
        assertThat(typed(words)).isEqualTo(1);
        assertThat(err.toString()).startsWith(named + ": expected a folder that can be written to, found ");
        assertThat(out.toString()).isEmpty();
        assertThat(folder.resolve("clip.mp4")).doesNotExist();
    }

    @Test
    void aFolderThatWasOnlyTriedIsNotLeftBehind() throws IOException {
        Files.writeString(folder.resolve("best.safetensors"), "no weights");
        assertThat(typed("export --checkpoint DIR/best.safetensors --recipe DIR/recipe.yaml --out DIR/zoo/tiny"))
                .isEqualTo(1);
        assertThat(folder.resolve("zoo/tiny")).doesNotExist();
    }

    @Test
    void drawnPicturesAreNotMixedWithThoseThatAreThere() throws IOException {
        assertThat(typed("synth stills --out DIR/scenes --count 2")).isZero();
        byte[] first = Files.readAllBytes(folder.resolve("scenes/train/images/synth_00000.jpg"));
        err.getBuffer().setLength(0);

        assertThat(typed("synth stills --out DIR/scenes --count 1 --seed 2")).isEqualTo(1);

        assertThat(err)
                .hasToString(folder.resolve("scenes/train")
                        + ": expected a new folder, found a data set; choose another" + System.lineSeparator());
        assertThat(folder.resolve("scenes/train/images/synth_00000.jpg")).hasBinaryContent(first);
    }
}
