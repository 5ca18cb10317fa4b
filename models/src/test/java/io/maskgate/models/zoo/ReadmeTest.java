package io.maskgate.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.hw.inference.ModelZoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a page says of figures, made from cards as they are and as they were. */
class ReadmeTest {
    private static String page(double engine, double processor, String more) throws IOException {
        return Readme.of(new JsonMapper().readTree("""
            {"name": "tiny", "metrics": [{"precision": "int8", "faces": {"accuracy": 0.98, "recall": 0.84, "faces": 9},
              "sizes": {"small": {"recall": 0.4, "faces": 2}, "medium": {"recall": 0.5, "faces": 3}},
              "milliseconds": {"engine": %s, "processor": %s} %s}]}""".formatted(engine, processor, more)));
    }

    @Test
    void theScoreOfFacesFoundIsSaidOfCardsThatDoNotHoldIt() throws IOException {
        assertThat(page(5, 5, ""))
                .contains(
                        "*faces found* and *label right* are at a score of 0.25 or more; a gateway asks for 0.7 unless")
                .contains("| label right | faces found | ms | CPU ms |\n")
                .doesNotContain("found at 0.7");
    }

    @Test
    void whereItWasMeasuredWhatAGatewayFindsStandsBesideIt() throws IOException {
        String gateway = """
                , "gateway": {"score": 0.7, "recall": 0.71, "accuracy": 0.99, "faces": 9,
                  "sizes": {"small": {"recall": 0.2, "faces": 2}, "medium": {"recall": 0.3, "faces": 3}, "large": {"recall": 0, "faces": 0}}}""";
        assertThat(page(5, 5, gateway))
                .contains("| label right | faces found | found at 0.7 | ms | CPU ms |\n")
                .contains("| 0.9800 | 0.8400 | 0.7100 | 5.0 | 5.0 |\n")
                .contains("| int8.onnx, at 0.7 | 0.2000 | 0.3000 | - |\n");
    }

    /** On one thread a network takes no longer than the processor works for it, unless another is working too. */
    @Test
    void aTimeInWhichTheProcessorWasElsewhereIsNotShown() throws IOException {
        assertThat(page(8.33, 5.06, ""))
                .contains(" | - | 5.1 |\n", "*ms* is left out where")
                .doesNotContain("8.3");
        assertThat(page(5.7, 5.0, "")).contains(" | 5.7 | 5.0 |\n").doesNotContain("left out");
        assertThat(page(6, 0, "")).as("a card that has no processor time").contains(" | 6.0 | ");
    }

    @Test
    void thePublicDetectorIsHeldAgainstTheDefaultModelAsItsCardSays() throws IOException {
        JsonNode card = new JsonMapper()
                .readTree(new ModelZoo(List.of(Path.of("zoo")))
                        .defaultModel()
                        .dir()
                        .resolve("card.json")
                        .toFile());
        assertThat(Files.readString(Path.of("README.md")).replace('\n', ' '))
                .contains(String.format(
                        Locale.ROOT,
                        "than the default model (%.3f), those with one far less (%.3f)",
                        card.at("/metrics/0/classes/no facemask/ap50").asDouble(),
                        card.at("/metrics/0/classes/facemask/ap50").asDouble()));
    }
}
