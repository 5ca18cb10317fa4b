package io.maskgate.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.files.Folders;
import io.maskgate.models.fixtures.TinyFaces;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** A picture of 64 x 64 and its halvings take 16,128 bytes, one of 32 x 32 takes 4,032; two of the old data are learnt from. */
class AdaptRoomTest extends AdaptCase {
    @Test
    void picturesThatDoNotFitIntoMemoryAreRefusedBeforeTheRunBegins() throws IOException {
        room = new PictureRoom(100_000, 0, Long.MAX_VALUE);
        pictures(4);
        for (int i = 0; i < 4; i++) {
            Files.writeString(folder.resolve("pictures/" + i + ".txt"), "0 0.5 0.5 0.4 0.4\n");
        }
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "expected pictures that fit in memory with a tenth of it to spare, found 6 that");
        assertThat(commands.run).isEmpty();
        assertThat(folder.resolve("run/run.json")).doesNotExist();

        for (int i = 0; i < 4; i++) {
            var small = new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR);
            ImageIO.write(small, "png", folder.resolve("pictures/" + i + ".png").toFile());
        }
        assertThat(run(false)).isTrue();
        assertThat(err.toString()).doesNotContain("memory");
    }

    @Test
    void whereMemoryHoldsSomePicturesOnlyThatIsSaidFirstAndKnownBeforeModelsAreJudged() throws IOException {
        pictures(4);
        room = new PictureRoom(100_000, 0, Long.MAX_VALUE);
        // One of the four gets no label.
        assertThat(run(false)).isTrue();
        assertThat(err.toString())
                .startsWith("should all pictures get labels, the run will stop before the training: expected pictures"
                        + " that fit in memory with a tenth of it to spare, found 6 that take ");

        commands.run.clear();
        room = new PictureRoom(70_000, 0, Long.MAX_VALUE);
        var out = folder.resolve("other");
        assertThatThrownBy(() -> run(folder.resolve("pictures"), out))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "expected pictures that fit in memory with a tenth of it to spare, found 5 that take ")
                .hasMessageEndingWith(
                        "; scaled pictures want another folder, with more memory this run goes on with --resume");
        assertThat(commands.names()).containsExactly("data", "data");
        room = new PictureRoom(100_000, 0, Long.MAX_VALUE);
        assertThat(run(folder.resolve("pictures"), out, true)).isTrue();
    }

    /** Two of the old pictures, and three of the own: the fourth got no label. */
    @Test
    void onceItIsKnownWhichPicturesGotLabelsTheOthersAreNotCountedAnyMore() throws IOException {
        pictures(4);
        assertThat(run(false)).isTrue();
        Folders.delete(folder.resolve("run/train"));
        err.getBuffer().setLength(0);
        commands.run.clear();

        room = new PictureRoom(100_000, 0, Long.MAX_VALUE);
        assertThat(run(true)).isTrue();
        assertThat(commands.names()).startsWith("train");
        assertThat(err.toString()).doesNotContain("memory");
    }

    @Test
    void onceTheyAreLabelledARunThatFitsNoMoreStopsBeforeItsNextStep() throws IOException {
        pictures(4);
        assertThat(run(false)).isTrue();
        Folders.delete(folder.resolve("run/train"));
        commands.run.clear();

        room = new PictureRoom(70_000, 0, Long.MAX_VALUE);
        assertThatThrownBy(() -> run(true))
                .hasMessageStartingWith(
                        "expected pictures that fit in memory with a tenth of it to spare, found 5 that take ")
                .hasMessageEndingWith("with more memory this run goes on with --resume");
        assertThat(commands.run).isEmpty();
    }

    @Test
    void aDataSetThatDoesNotFitIntoMemoryIsRefusedBeforeTheRunBegins() throws IOException {
        var set = folder.resolve("set");
        TinyFaces.write(set, "train", 2);
        TinyFaces.write(set, "val", 1);
        room = new PictureRoom(70_000, 0, Long.MAX_VALUE);
        assertThatThrownBy(() -> run(set, folder.resolve("run")))
                .hasMessageStartingWith(
                        "expected pictures that fit in memory with a tenth of it to spare, found 5 that");
        assertThat(commands.run).isEmpty();
        assertThat(folder.resolve("run/run.json")).doesNotExist();
    }
}
