package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.LabelledImage;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.synth.SynthCommands;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The model of the repository on drawn scenes, and on the same in dense haze: a domain it has not seen. */
class AdaptCommandTest extends BeforeMaskgate {
    private static final Path MODEL = Path.of("zoo/lightmask-320").toAbsolutePath();

    @Test
    void aShiftedDomainIsLearntAndTheOldOneNotForgotten() throws IOException {
        SynthCommands.stills(folder.resolve("data"), 6, 1, _ -> {});
        SynthCommands.stills(folder.resolve("more"), 4, 50, _ -> {});
        Files.move(folder.resolve("more/train"), folder.resolve("data/val"));
        SynthCommands.stills(folder.resolve("own/scenes"), 12, 90, _ -> {});
        Files.move(folder.resolve("own/scenes/train"), folder.resolve("pictures"));
        hide(folder.resolve("pictures/images"));
        Files.writeString(folder.resolve("train.yaml"), recipe());
        var adapt = Files.writeString(folder.resolve("adapt.yaml"), """
                name: lobby
                train: train.yaml
                gate: {mostLoss: 25, gain: 20}
                """);

        int exit = adapted(folder.resolve("pictures"), adapt);

        assertThat(exit).as(err.toString()).isZero();
        assertThat(folder.resolve("run/own/summary.json")).content().contains("\"given\" : 12", "\"labelled\" : 0");
        assertThat(err.toString())
                .containsPattern("old val mAP50: [01]\\.\\d+, expected at least [01]\\.\\d+: passed")
                .containsPattern("own val mAP50: [01]\\.\\d+, expected at least [01]\\.\\d+: passed");
        assertThat(folder.resolve("run/zoo/lobby/card.json")).exists();
        assertThat(folder.resolve("run/report.html")).content().contains("before-own", "Passed the gate");
    }

    @Test
    void onPicturesWithoutLabelsTheModelPassesItsOwnGateAndItsPartIsTold() throws IOException {
        SynthCommands.stills(folder.resolve("data"), 4, 1, _ -> {});
        SynthCommands.stills(folder.resolve("more"), 3, 50, _ -> {});
        Files.move(folder.resolve("more/train"), folder.resolve("data/val"));
        SynthCommands.stills(folder.resolve("scenes"), 8, 5, _ -> {});
        Files.writeString(
                folder.resolve("train.yaml"),
                recipe().replace("epochs: 10", "epochs: 1")
                        .replace("every: 10", "every: 1")
                        .replace("0.0003", "0.0001"));
        // The gate of the own pictures is the one that nobody changed; of the three old scenes one face is five points.
        var adapt = Files.writeString(folder.resolve("adapt.yaml"), """
                name: lobby
                train: train.yaml
                share: 0.5
                label: {sure: 0.6, val: 0.4}
                gate: {mostLoss: 25}
                """);

        int exit = adapted(folder.resolve("scenes/train/images"), adapt);

        assertThat(exit).as(err.toString()).isZero();
        assertThat(err.toString())
                .contains("own val: only 0 of 8 pictures have labels")
                .containsPattern("0\\.5 of an epoch's [0-9]+ views are of the [0-9]+ pictures of " + folder
                        + "/run/own: each in")
                .containsPattern(
                        "own val mAP50, labels of ([0-9]) of \\1 pictures the model's own: [01]\\.\\d+, expected at least [01]\\.\\d+: passed")
                .contains("labelled by lightmask-320, the model that is adapted: they can show that it did not drift");
        assertThat(folder.resolve("run/zoo/lobby/card.json")).exists();
    }

    @Test
    void picturesWithoutLabelsGetThoseOfWhichTheModelIsSure() throws IOException {
        SynthCommands.stills(folder, 8, 5, _ -> {});
        Files.writeString(folder.resolve("train/images/broken.jpg"), "no picture");

        assertThat(maskgate(
                        "data",
                        "label",
                        "--model",
                        MODEL,
                        "--pictures",
                        folder.resolve("train/images"),
                        "--out",
                        folder.resolve("own"),
                        "--sure",
                        0.6,
                        "--val",
                        0.3))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .startsWith("0 pictures with labels of their own, ")
                .contains("1 unreadable");
        var truth = FaceDataset.read(folder, "train");
        int faces = 0;
        for (var split : List.of("train", "val")) {
            var labelled = FaceDataset.read(folder.resolve("own"), split);
            assertThat(labelled.size()).isPositive();
            assertThat(labelled.problems()).isEmpty();
            for (var picture : labelled.images()) {
                faces += picture.faces().size();
                assertThat(right(picture, truth)).as(picture.image().toString()).isTrue();
            }
        }
        assertThat(faces).isPositive();
    }

    /** Most of the labels lie on a face that was drawn. */
    private static boolean right(LabelledImage labelled, FaceDataset truth) {
        var drawn = truth.images().stream()
                .filter(other ->
                        other.image().getFileName().equals(labelled.image().getFileName()))
                .findFirst()
                .orElseThrow();
        long hits = labelled.facesInPixels().stream()
                .filter(face -> drawn.facesInPixels().stream()
                        .anyMatch(other -> new Box(face.x0(), face.y0(), face.x1(), face.y1())
                                        .iou(new Box(other.x0(), other.y0(), other.x1(), other.y1()))
                                > 0.5))
                .count();
        return 2 * hits > labelled.faces().size();
    }

    /** Seven eighths of the contrast are gone. */
    private static void hide(Path images) throws IOException {
        try (var files = Files.list(images)) {
            for (var file : files.toList()) {
                var picture = ImageIO.read(file.toFile());
                var hazy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
                for (int i = 0; i < picture.getWidth() * picture.getHeight(); i++) {
                    int x = i % picture.getWidth();
                    int y = i / picture.getWidth();
                    // An eighth of each channel, and 120 added.
                    hazy.setRGB(x, y, (picture.getRGB(x, y) >> 3 & 0x1f1f1f) + 0x787878);
                }
                ImageIO.write(hazy, "jpg", file.toFile());
            }
        }
    }

    private static String recipe() {
        return Recipes.tiny(10)
                .replace("name: tiny", "name: lobby")
                .replace("neck: 16", "network: ${network}")
                .replace("start: \"\"", "start: ${start}")
                .replace("learningRate: 0.004", "learningRate: 0.0003")
                .replace("every: 1", "every: 10")
                .replace("batch: 4", "batch: 2")
                .replace("evaluation: {width: 64, height: 64", "evaluation: {width: 320, height: 320")
                .replace("width: 64, height: 64", "width: 256, height: 256");
    }

    /** The exit code of adapting the model to these pictures; what that told stands in {@link #err}. */
    private int adapted(Path pictures, Path recipe) {
        var data = folder.resolve("data");
        var run = folder.resolve("run");
        return maskgate(
                "adapt", "--model", MODEL, "--pictures", pictures, "--data", data, "--recipe", recipe, "--out", run);
    }
}
