package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.SelfLabelled;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuantizeCommandTest extends BeforeMaskgate {
    private Path data;
    private Path model;

    @BeforeEach
    void aModelWithACard() throws IOException {
        data = folder.resolve("data");
        TinyFaces.write(data, "train", 5);
        TinyFaces.write(data, "val", 3);
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
        model = folder.resolve("zoo/tiny");
        assertThat(maskgate(
                        "export",
                        "--checkpoint",
                        weights,
                        "--out",
                        model,
                        "--recipe",
                        recipe,
                        "--card",
                        "--data",
                        data))
                .isZero();
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    private JsonNode card() throws IOException {
        return new JsonMapper().readTree(model.resolve("card.json").toFile());
    }

    @Test
    void bothFilesAreWrittenAndTheCardTellsWhatTheyAreWorth() throws IOException {
        Files.writeString(data.resolve("train/images/00broken.jpg"), "no picture");
        assertThat(maskgate("quantize", "--model", model, "--calibration", data, "--samples", 4, "--ranges", "minmax"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("ranges by minmax over 3 pictures", "fp32 ", "fp16 ", "int8 ", "written to " + model);
        assertThat(err.toString()).contains(data.resolve("train/images/00broken.jpg") + ": ");
        // The sums are compared when a file is resolved.
        var found = new ModelZoo(List.of(folder.resolve("zoo"))).resolve("tiny");
        for (var precision : Precision.values()) {
            assertThat(found.onnx(precision)).exists();
            assertThat(found.hasSum(precision)).isTrue();
        }
        var check = card().at("/int8/check");
        assertThat(check.path("passed").asBoolean()).isTrue();
        assertThat(check.path("difference").asDouble()).isGreaterThanOrEqualTo(-0.005);
        assertThat(card().path("metrics"))
                .extracting(metric -> metric.path("precision").asText())
                .containsExactly("fp32", "fp16", "int8");
        assertThat(card().at("/speed/processor_ms").properties())
                .hasSize(3)
                .allSatisfy(time -> assertThat(time.getValue().asDouble()).isPositive());
        assertThat(card().at("/bytes/int8.onnx").asLong()).isEqualTo(Files.size(model.resolve("int8.onnx")));
        assertThat(card().at("/int8/command").asText())
                .isEqualTo("maskgate quantize --model tiny --calibration DIR --samples 4 --ranges minmax");
        assertThat(model.resolve("README.md")).content().contains("## Smaller precisions", "| int8.onnx |");

        byte[] int8 = Files.readAllBytes(model.resolve("int8.onnx"));
        assertThat(maskgate("quantize", "--model", model, "--calibration", data, "--samples", 4, "--ranges", "minmax"))
                .isZero();
        assertThat(model.resolve("int8.onnx")).hasBinaryContent(int8);
    }

    @Test
    void nothingIsWrittenWhenMap50FallsByMoreThanIsAllowed() throws IOException, VideoException {
        TinyFaces.write(data, "val", 24);
        SelfLabelled.label(data.resolve("val"), model.resolve("fp32.onnx"));
        byte[] card = Files.readAllBytes(model.resolve("card.json"));
        Object[] words = {"quantize", "--model", model, "--calibration", data, "--ranges", "entropy", "--most-loss", "0"
        };

        assertThat(maskgate(words)).isEqualTo(1);
        assertThat(err.toString())
                .containsPattern("int8.onnx: mAP50 falls by [0-9.]+ points, expected at most 0.00")
                .contains("nothing was written", "--accept-loss");
        assertThat(model.resolve("int8.onnx")).doesNotExist();
        assertThat(model.resolve("card.json")).hasBinaryContent(card);

        var accepting = Arrays.copyOf(words, words.length + 1);
        accepting[words.length] = "--accept-loss";
        assertThat(maskgate(accepting)).isZero();
        assertThat(card().at("/int8/check/passed").asBoolean(true)).isFalse();
        assertThat(model.resolve("int8.onnx")).exists();
    }

    @Test
    void picturesThatCannotBeUsedAreNamed() throws IOException {
        var none = folder.resolve("none");
        assertThat(maskgate("quantize", "--model", model, "--calibration", none, "--data", data))
                .isEqualTo(1);
        assertThat(err.toString()).contains(none + ": expected a folder of pictures for calibration, found nothing");

        Files.createDirectory(none);
        assertThat(maskgate("quantize", "--model", model, "--calibration", none, "--data", data))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("calibration folder " + none + ": expected pictures (*.jpg, *.jpeg, *.png), found none");

        Files.writeString(none.resolve("broken.jpg"), "no picture");
        assertThat(maskgate("quantize", "--model", model, "--calibration", none, "--data", data))
                .isEqualTo(1);
        assertThat(err.toString()).contains("found none of 1 that can be read; " + none.resolve("broken.jpg"));
    }

    @Test
    void withoutFacesToJudgeByNothingPasses() throws IOException {
        try (var labels = Files.list(data.resolve("val/labels"))) {
            for (var file : labels.toList()) {
                Files.writeString(file, "");
            }
        }
        assertThat(maskgate("quantize", "--model", model, "--calibration", data))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("evaluation on val: expected labelled faces to judge by, found none in 3 pictures");
        assertThat(model.resolve("int8.onnx")).doesNotExist();
    }

    @Test
    void aModelWithoutItsWeightsOrWithOthersIsRefused() throws IOException {
        TestWeights.write(new LightMask(24), model.resolve("weights.safetensors"));
        assertThat(maskgate("quantize", "--model", model, "--calibration", data))
                .isEqualTo(1);
        assertThat(err.toString()).contains("fp32.onnx: expected a file of the weights", "export it again");

        Files.delete(model.resolve("weights.safetensors"));
        assertThat(maskgate("quantize", "--model", model, "--calibration", data))
                .isEqualTo(1);
        assertThat(err.toString()).contains("weights.safetensors: expected the model's weights");
        assertThat(maskgate("quantize", "--model", model, "--calibration", data, "--samples", 0))
                .isEqualTo(2);
    }
}
