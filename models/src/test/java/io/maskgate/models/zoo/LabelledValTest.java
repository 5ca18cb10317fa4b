package io.maskgate.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.models.adapt.OwnPictures;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A card whose val has labels of a model: its figures say how near to that one it is. */
class LabelledValTest {
    private static final String SAID =
            "2 of the 3 pictures of val are labelled by large@0123abcd, not by a person: by these the figures say how near"
                    + " to that model it is.";

    @TempDir
    private Path root;

    private Path data = Path.of("");
    private Path tiny = Path.of("");
    private Origin origin;
    private ZooEntry entry;

    @BeforeEach
    void run() throws IOException {
        data = root.resolve("data");
        tiny = root.resolve("zoo/tiny");
        TinyFaces.write(data, "train", 1);
        TinyFaces.write(data, "val", 3);
        TestWeights.write(new LightMask(16), root.resolve("run/best.safetensors"));
        Files.writeString(root.resolve("run/recipe.yaml"), Recipes.tiny(2));
        origin = new Origin(
                root.resolve("run/best.safetensors"),
                root.resolve("run/recipe.yaml"),
                Optional.empty(),
                data,
                List.of(),
                "Drawn squares.\n",
                List.of());
        entry = new ZooEntry(tiny, new OnnxExporter("tiny", 64, 64), false);
    }

    /** As data label leaves it: the boxes of those that it labelled. */
    private void labelled(int pictures) throws IOException {
        var root = new JsonMapper().createObjectNode().put("model", "large@0123abcd");
        var boxes = root.putObject("judging").put("labelled", pictures).putObject("boxes");
        for (var picture : FaceDataset.read(data, "val").images().subList(0, pictures)) {
            boxes.put(String.valueOf(picture.labels().getFileName()), OwnPictures.boxes(picture));
        }
        Files.writeString(data.resolve("summary.json"), root.toString());
    }

    @Test
    void thePageSaysHowManyAndByWhom() throws IOException {
        labelled(2);
        entry.write(origin, _ -> {});

        var card =
                (ObjectNode) new JsonMapper().readTree(tiny.resolve("card.json").toFile());
        assertThat(card.at("/data/val/labelled").asInt()).isEqualTo(2);
        assertThat(card.at("/data/val/labeller").asText()).isEqualTo("large@0123abcd");
        assertThat(tiny.resolve("README.md")).content().contains("## How good it is\n\n" + SAID + "\n\n| file |");

        // quantize has measured by another val since, as an adaptation does
        ((ObjectNode) card.at("/metrics/0/data")).put("sha256", "ab".repeat(32));
        assertThat(Readme.of(card)).contains("Judged on another data set").doesNotContain("labelled by");
    }

    @Test
    void ofAPersonsLabelsNothingIsSaid() throws IOException {
        entry.write(origin, _ -> {});
        assertThat(tiny.resolve("card.json")).content().doesNotContain("labelled", "labeller");
        assertThat(tiny.resolve("README.md")).content().doesNotContain("labelled by");
    }

    /** Somebody has moved the boxes of one and left the file there. */
    @Test
    void aPictureThatWasPutRightIsAPersons() throws IOException {
        labelled(3);
        var first = FaceDataset.read(data, "val").images().getFirst().labels();
        Files.writeString(first, "0 0.5 0.5 0.2 0.2\n");
        entry.write(origin, _ -> {});
        assertThat(tiny.resolve("README.md")).content().contains(SAID);
    }
}
