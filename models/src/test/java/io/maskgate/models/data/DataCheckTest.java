package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.synth.SynthCommands;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {
    @TempDir
    private Path root;

    @Test
    void aSmallerRecompressedCopyAndAMirroredOneInValAreFoundAndOthersAreNot() throws IOException {
        SynthCommands.stills(root, 6, 1, _ -> {});
        SynthCommands.stills(root.resolve("other"), 4, 99, _ -> {});
        Files.move(root.resolve("other/train"), root.resolve("val"));
        copy("synth_00002", "smaller", 0.6, false);
        copy("synth_00004", "turned", 1, true);

        var check = check();

        assertThat(check.problems()).isEmpty();
        assertThat(check.overlaps())
                .extracting(overlap ->
                        overlap.val().getFileName() + " " + overlap.train().getFileName())
                .containsExactlyInAnyOrder("smaller.jpg synth_00002.jpg", "turned.jpg synth_00004.jpg");
        assertThat(check.clean()).isFalse();
        var decoded = DataCheck.overlaps(
                PixelStore.decode(FaceDataset.read(root, "train"), 2),
                PixelStore.decode(FaceDataset.read(root, "val"), 2));
        assertThat(decoded)
                .extracting(overlap ->
                        overlap.val().getFileName() + " " + overlap.train().getFileName())
                .containsExactlyInAnyOrder("smaller.jpg synth_00002.jpg", "turned.jpg synth_00004.jpg");
        assertThat(check.overlaps().getFirst().toString())
                .matches(".*val/images/(smaller|turned).jpg: looks like .*of train \\(\\d of 64 bits differ\\)");
    }

    @Test
    void aPictureThatCannotBeDecodedIsAProblemAndNoEndOfTheCheck() throws IOException {
        SynthCommands.stills(root, 2, 1, _ -> {});
        SynthCommands.stills(root.resolve("other"), 1, 99, _ -> {});
        Files.move(root.resolve("other/train"), root.resolve("val"));
        var picture = root.resolve("train/images/synth_00001.jpg");
        byte[] whole = Files.readAllBytes(picture);
        Files.write(picture, java.util.Arrays.copyOf(whole, whole.length / 2));

        assertThat(check().problems()).singleElement().asString().contains("synth_00001.jpg");
        assertThat(check().overlaps()).isEmpty();
    }

    private DataCheck check() throws IOException {
        return DataCheck.of(FaceDataset.read(root, "train"), FaceDataset.read(root, "val"), DataCheck.SAME, 2, _ -> {});
    }

    private void copy(String name, String as, double scale, boolean mirrored) throws IOException {
        var from = ImageIO.read(root.resolve("train/images/" + name + ".jpg").toFile());
        int w = (int) (from.getWidth() * scale);
        int h = (int) (from.getHeight() * scale);
        var to = new BufferedImage(w, h, BufferedImage.TYPE_3BYTE_BGR);
        var pen = to.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(from, mirrored ? w : 0, 0, mirrored ? -w : w, h, null);
        pen.dispose();
        ImageIO.write(to, "jpg", root.resolve("val/images/" + as + ".jpg").toFile());
        Files.copy(root.resolve("train/labels/" + name + ".txt"), root.resolve("val/labels/" + as + ".txt"));
    }
}
