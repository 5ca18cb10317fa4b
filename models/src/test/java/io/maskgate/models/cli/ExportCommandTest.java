package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest extends BeforeMaskgate {
    /** As an editor on Windows saves it. */
    @ParameterizedTest
    @ValueSource(strings = {"--provenance", "--remains"})
    void aTextForTheCardInAnotherEncodingIsNamed(String option) throws IOException {
        var text = Files.writeString(
                folder.resolve("text.txt"), "of the lobby\nin Z\u00fcrich\n", StandardCharsets.ISO_8859_1);
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));

        assertThat(maskgate(
                        "export",
                        "--checkpoint",
                        weights,
                        "--recipe",
                        recipe,
                        "--out",
                        folder.resolve("tiny"),
                        "--card",
                        "--data",
                        folder,
                        option,
                        text))
                .isEqualTo(2);

        assertThat(err)
                .hasToString(text + ":2: expected text in UTF-8, found the byte 0xfc; save the file as UTF-8"
                        + System.lineSeparator());
    }
}
