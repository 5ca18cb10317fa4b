package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest extends BeforeMaskgate {
    private int exportWithCard(Object... more) throws IOException {
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
        var words = new ArrayList<Object>(List.of(
                "export",
                "--checkpoint",
                weights,
                "--recipe",
                recipe,
                "--out",
                folder.resolve("tiny"),
                "--card",
                "--data",
                folder));
        words.addAll(List.of(more));
        return maskgate(words.toArray());
    }

    /** As an editor on Windows saves it. */
    @ParameterizedTest
    @ValueSource(strings = {"--provenance", "--remains"})
    void aTextForTheCardInAnotherEncodingIsNamed(String option) throws IOException {
        var text = Files.writeString(
                folder.resolve("text.txt"), "of the lobby\nin Z\u00fcrich\n", StandardCharsets.ISO_8859_1);

        assertThat(exportWithCard(option, text)).isEqualTo(2);

        assertThat(err)
                .hasToString(text + ":2: expected text in UTF-8, found the byte 0xfc; save the file as UTF-8"
                        + System.lineSeparator());
    }

    @Test
    void whatTheFiguresOfTheCardLackIsNamed() throws IOException {
        TinyFaces.write(folder, "train", 1);
        TinyFaces.write(folder, "val", 2);
        var header = Files.writeString(folder.resolve("val/images/00.jpg"), "no picture");
        var broken = folder.resolve("val/images/1.png");
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(whole, whole.length / 2));

        assertThat(exportWithCard()).isZero();

        assertThat(err.toString()).contains(header + ": ", broken + ": ");
        assertThat(new JsonMapper()
                        .readTree(folder.resolve("tiny/card.json").toFile())
                        .at("/metrics/0/data/unreadable")
                        .asInt())
                .isEqualTo(1);
    }
}
