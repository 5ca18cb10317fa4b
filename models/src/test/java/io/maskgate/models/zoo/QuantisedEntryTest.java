package io.maskgate.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.export.OracleModel;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.quantise.Quantised;
import io.maskgate.models.quantise.RangeMethod;
import io.maskgate.models.quantise.Settings;
import io.maskgate.models.quantise.Speed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model whose smaller precisions are the same file, with times as given. */
class QuantisedEntryTest {
    private static final Set<String> ABLE = Set.of("avx512_vnni");

    @TempDir
    private Path root;

    private Path model = Path.of("");
    private Path work = Path.of("");

    @BeforeEach
    void aModelWithACard() throws IOException {
        model = Files.createDirectories(root.resolve("zoo/tiny"));
        for (var precision : Precision.values()) {
            OracleModel.write(model.resolve(precision.fileName()), 64, 64, new float[4], new float[2]);
        }
        work = model;
        Files.writeString(model.resolve("card.json"), "{\"name\": \"tiny\"}");
        TinyFaces.write(root, "val", 1);
    }

    private void write(double int8, List<String> inFloat, Set<String> features) throws IOException {
        write(QuantisedEntry.of(model, "tiny"), int8, inFloat, features);
    }

    private void write(QuantisedEntry entry, double int8, List<String> inFloat, Set<String> features)
            throws IOException {
        var result = new Evaluation(model.resolve("fp32.onnx"), 1).run(FaceDataset.read(root, "val"), "val", _ -> {});
        var quantised = new Quantised(
                new Settings(100, Optional.empty(), 0.005, false),
                RangeMethod.MINMAX,
                100,
                Map.of(Precision.FP32, result, Precision.FP16, result, Precision.INT8, result),
                result,
                Map.of(),
                new Speed(60, Map.of(Precision.FP32, 10.0, Precision.FP16, 10.0, Precision.INT8, int8)),
                List.of("neck.0"),
                inFloat,
                List.of());
        entry.write(quantised, work, "maskgate quantize", features);
    }

    private JsonNode reasons() throws IOException {
        return speed().path("int8_not_faster");
    }

    private JsonNode speed() throws IOException {
        return new JsonMapper().readTree(model.resolve("card.json").toFile()).path("speed");
    }

    @Test
    void anInt8ThatIsNotFasterComesWithItsReasons() throws IOException {
        write(10.4, List.of("stem"), Set.of("avx2"));

        String processor =
                "this processor has none of asimddp, avx512_vnni, avx_vnni, by which the engine multiplies bytes fast";
        String floats =
                "1 of 2 operations are left in float, and numbers are converted on the way to each and back: stem";
        assertThat(reasons()).extracting(JsonNode::asText).containsExactly(processor, floats);
        assertThat(model.resolve("README.md"))
                .content()
                .contains("int8 is not faster than fp32 on ", ":\n\n- " + processor + "\n- " + floats + "\n");
        // sums compared
        assertThat(new ModelZoo(List.of(root.resolve("zoo"))).resolve("tiny").onnx(Precision.INT8))
                .exists();
    }

    @Test
    void onceItIsFasterTheyAreGone() throws IOException {
        write(10.4, List.of(), ABLE);
        assertThat(reasons()).hasSize(1);

        write(9.9, List.of(), ABLE);
        assertThat(reasons().isMissingNode()).isTrue();
        assertThat(model.resolve("README.md"))
                .content()
                .contains("## Smaller precisions")
                .doesNotContain("not faster");
    }

    /** As an adaptation makes it, which is quantised by the old data, or an owner who quantises by his. */
    @Test
    void figuresOfAnotherSetThanTheCardsValAreNotTakenForThoseOfIt() throws IOException {
        Files.writeString(model.resolve("card.json"), card("ab".repeat(32)));
        write(9, List.of(), ABLE);
        assertThat(model.resolve("README.md"))
                .content()
                .contains("## How good it is\n\nJudged on another data set than the val below: 1 pictures.\n\n| file |")
                .contains("| val | 10 | 4 | 6 |", "val chose\nthem.\n")
                .doesNotContain("flattered");

        Files.writeString(
                model.resolve("card.json"), card(FaceDataset.read(root, "val").sha256()));
        write(9, List.of(), ABLE);
        assertThat(model.resolve("README.md"))
                .content()
                .contains("## How good it is\n\n| file |", "them, so that figures on val are a little flattered.");
    }

    private static String card(String val) {
        return """
            {"name": "tiny", "data": {"val": {"pictures": 10, "facemask": 4, "no facemask": 6, "sha256": "%s"}}}
            """.formatted(val);
    }

    @Test
    void timesOfAProcessorThatMultipliesNoBytesAreSaidToBe() throws IOException {
        write(9, List.of(), Set.of("avx2"));
        assertThat(speed().path("multiplies_bytes").asBoolean(true)).isFalse();
        write(9, List.of(), ABLE);
        assertThat(speed().has("multiplies_bytes")).isFalse();
    }

    /** A gateway takes the figures of the card. */
    @Test
    void whatIsFasterByLessThanTheCardTellsIsNot() throws IOException {
        write(9.996, List.of(), ABLE);
        assertThat(reasons()).hasSize(1);
    }

    /** As a kill leaves it: the folder does not let go on. */
    @Test
    void aModelThatIsHalfReplacedIsTakenAndNothingIsProvedOfIt() throws IOException {
        write(9, List.of(), ABLE);
        work = Files.createDirectories(root.resolve("work"));
        for (var precision : List.of(Precision.FP16, Precision.INT8)) {
            OracleModel.write(work.resolve(precision.fileName()), 64, 64, new float[8], new float[4]);
        }
        Files.delete(model.resolve("int8.onnx"));
        Files.createDirectories(model.resolve("int8.onnx/full"));

        assertThatThrownBy(() -> write(9, List.of(), ABLE)).hasMessageContaining("int8.onnx: cannot be written");
        var found = new ModelZoo(List.of(root.resolve("zoo"))).resolve("tiny");
        assertThat(found.onnx(Precision.FP16)).hasSameBinaryContentAs(work.resolve("fp16.onnx"));
        assertThat(found.card().flatMap(card -> card.check(Precision.INT8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"weights.safetensors", "fp32.onnx"})
    void aModelThatWasExportedAnewMeanwhileStaysAsThatLeftIt(String exported) throws IOException {
        write(9, List.of(), ABLE);
        var began = QuantisedEntry.of(model, "tiny");
        OracleModel.write(model.resolve(exported), 64, 64, new float[8], new float[4]);
        work = Files.createDirectories(root.resolve("work"));
        for (var precision : List.of(Precision.FP16, Precision.INT8)) {
            OracleModel.write(work.resolve(precision.fileName()), 64, 64, new float[8], new float[4]);
        }
        var card = Files.readString(model.resolve("card.json"));
        byte[] int8 = Files.readAllBytes(model.resolve("int8.onnx"));

        assertThatThrownBy(() -> write(began, 9, List.of(), ABLE))
                .isInstanceOf(IOException.class)
                .hasMessage(model.resolve(exported) + ": expected it as it was when this began, found it changed by an"
                        + " export or a quantisation meanwhile; quantize again");
        assertThat(model.resolve("card.json")).hasContent(card);
        assertThat(model.resolve("int8.onnx")).hasBinaryContent(int8);
    }

    @Test
    void whereThereWasNothingToFindThePageShowsNoFigure() throws IOException {
        write(9, List.of(), ABLE);
        assertThat(model.resolve("README.md"))
                .content()
                .as("one face, with a mask, of 20 to 35 pixels")
                .contains("\n| int8.onnx | - | 0.0000 | - |\n", " | 0.0000 | - | 0.0000 | 0.0000 | ");
    }

    @Test
    void theSameFilesAgainNeverLackTheirSums() throws IOException {
        write(9, List.of(), ABLE);
        var card = Files.readString(model.resolve("card.json"));
        var same = Map.of("int8.onnx", model.resolve("int8.onnx"));
        UnderWay.begin(model, QuantisedCard.of(model), same, List.of("curve.csv"), QuantisedCard.KEYS);
        assertThat(model.resolve("card.json")).hasContent(card);
    }
}
