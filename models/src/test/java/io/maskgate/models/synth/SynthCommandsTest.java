package io.maskgate.models.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthCommandsTest {
    @Test
    void stillsAreAYoloDataSetThatTheSeedDetermines(@TempDir Path folder) throws Exception {
        var written = new ArrayList<Integer>();
        SynthCommands.stills(folder.resolve("a"), 2, 3, written::add);
        SynthCommands.stills(folder.resolve("b"), 2, 3, _ -> {});
        assertThat(written).containsExactly(1, 2);
        for (String name : List.of("synth_00000", "synth_00001")) {
            Path image = folder.resolve("a/train/images/" + name + ".jpg");
            assertThat(image).hasSameBinaryContentAs(folder.resolve("b/train/images/" + name + ".jpg"));
            var picture = ImageIO.read(image.toFile());
            assertThat(Math.max(picture.getWidth(), picture.getHeight())).isBetween(400, 512);
            var rows = Files.readAllLines(folder.resolve("a/train/labels/" + name + ".txt"));
            assertThat(rows).isNotEmpty();
            for (String row : rows) {
                assertThat(row).matches("[01]( [01]\\.\\d{6}){4}");
                String[] fields = row.split(" ");
                double middle = Double.parseDouble(fields[1]);
                double half = Double.parseDouble(fields[3]) / 2;
                assertThat(middle - half).isGreaterThanOrEqualTo(-1e-5);
                assertThat(middle + half).isLessThanOrEqualTo(1 + 1e-5);
            }
        }
        try (var left = Files.list(folder.resolve("a/train/images"))) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void aClipComesWithItsTruth(@TempDir Path folder) throws Exception {
        Path mp4 = folder.resolve("clip.mp4");
        Path truth = folder.resolve("clip.json");
        SynthCommands.clip(mp4, truth, 4, new SceneOptions(128, 72, 4, 10, 0), _ -> {});
        assertThat(Files.size(mp4)).isGreaterThan(1000);
        var json = new ObjectMapper().readTree(truth.toFile());
        assertThat(json.get("schema").asText()).isEqualTo("maskgate.truth/1");
        assertThat(json.get("frames").asInt()).isEqualTo(40);
        assertThat(json.get("people")).hasSize(7);
        var first = json.get("people").get(0);
        assertThat(first.get("label").asText()).isEqualTo("facemask");
        assertThat(first.get("first").asDouble()).isBetween(0.3, 1.0);
        assertThat(first.get("last").asDouble()).isBetween(3.5, 4.2);
        var sixth = json.get("people").get(5);
        assertThat(sixth.get("label").asText()).isEqualTo("no facemask");
        assertThat(sixth.get("changes")).hasSize(1);
        assertThat(sixth.get("changes").get(0).get("label").asText()).isEqualTo("facemask");
        assertThat(sixth.get("changes").get(0).get("at").asDouble()).isBetween(8.5, 8.75);
    }

    @Test
    void aTruthThatCannotBeWrittenLeavesNothingOfIt(@TempDir Path folder) throws Exception {
        Path truth = folder.resolve("clip.json");
        Files.createDirectories(truth.resolve("in the way"));
        var options = new SceneOptions(128, 72, 4, 10, 0);
        assertThatThrownBy(() -> SynthCommands.clip(folder.resolve("clip.mp4"), truth, 4, options, _ -> {}))
                .hasMessageStartingWith(truth + ": cannot be written: ");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }
}
