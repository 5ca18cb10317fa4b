package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.damo.DamoYolo;
import io.maskgate.models.damo.Variant;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.Cost;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** DAMO-YOLO by the commands its users have: from original weights to a trained file of the detector contract. */
class DamoCommandsTest extends BeforeMaskgate {
    @Test
    void aTeacherIsImportedTrainedAndExported() throws IOException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 2);
        var network = new DamoYolo(Variant.NS);
        var original = folder.resolve("original.safetensors");
        TestWeights.write(network, original);
        var start = folder.resolve("start.safetensors");

        assertThat(maskgate(
                        "models",
                        "import",
                        "--variant",
                        "ns",
                        "--weights",
                        original.toString(),
                        "--fresh-head",
                        "--out",
                        start.toString()))
                .isZero();
        assertThat(err.toString()).contains("damoyolo-ns, 440 tensors");

        var recipe = Recipes.tiny(1)
                .replace("neck: 16", "network: damoyolo-ns")
                .replace("start: \"\"", "start: " + start)
                .replace(
                        "{box: 7.5, classes: 0.5, distribution: 1.5, focal: 0}",
                        "{box: 2, classes: 1, distribution: 0.25, focal: 2}");
        assertThat(maskgate(
                        "train",
                        "--recipe",
                        Files.writeString(folder.resolve("recipe.yaml"), recipe).toString(),
                        "--data",
                        folder.toString(),
                        "--out",
                        folder.resolve("run").toString()))
                .as(err.toString())
                .isZero();
        var best = folder.resolve("run/best.safetensors");
        var trained = Safetensors.read(best);
        assertThat(trained.metadata()).containsEntry("architecture", "damoyolo-ns");
        Cost.of(network, 64, 64).check(trained.values());

        assertThat(maskgate(
                        "export",
                        "--checkpoint",
                        best.toString(),
                        "--out",
                        folder.resolve("m").toString(),
                        "--name",
                        "damoyolo-ns",
                        "--width",
                        "64",
                        "--height",
                        "64"))
                .isZero();
        assertThat(err.toString()).contains("damoyolo-ns, 84 anchors");
    }
}
