package io.maskgate.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.export.OracleModel;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZooEntryTest {
    @TempDir
    private Path root;

    private Origin origin;
    private ZooEntry entry;

    @BeforeEach
    void run() throws IOException {
        TinyFaces.write(root.resolve("data"), "train", 3);
        TinyFaces.write(root.resolve("data"), "val", 2);
        TinyFaces.write(root.resolve("drawn"), "train", 4);
        TestWeights.write(new LightMask(16), root.resolve("run/best.safetensors"));
        Files.writeString(root.resolve("run/recipe.yaml"), Recipes.tiny(2));
        Files.writeString(root.resolve("run/curve.csv"), """
            epoch,rate,loss_box,loss_class,loss_distribution,positives,map50,map5095,ap50_facemask,ap50_no_facemask,\
            face_accuracy,face_recall
            1,0.001,0.5,8,2,40,0.5,0.2,0.6,0.4,0.9,0.5
            """);
        origin = new Origin(
                root.resolve("run/best.safetensors"),
                root.resolve("run/recipe.yaml"),
                Optional.of(root.resolve("run/curve.csv")),
                root.resolve("data"),
                List.of(root.resolve("drawn")),
                "Drawn squares, free for all.\n",
                List.of("missed: squares turned by 45 degrees", "wrongly facemask: a green cup"));
        entry = new ZooEntry(root.resolve("zoo/tiny"), new OnnxExporter("tiny", 64, 64), true);
    }

    @Test
    void theFolderIsAModelTheGatewayFindsByDefault() throws IOException {
        entry.write(origin, _ -> {});

        var model = new ModelZoo(List.of(root.resolve("zoo"))).defaultModel();
        assertThat(model.name()).isEqualTo("tiny");
        assertThat(model.onnx()).isEqualTo(root.resolve("zoo/tiny/fp32.onnx"));
        assertThat(root.resolve("zoo/tiny/weights.safetensors"))
                .hasSameBinaryContentAs(root.resolve("run/best.safetensors"));
        assertThat(root.resolve("zoo/tiny/curve.png")).isNotEmptyFile();
    }

    @Test
    void theCardsFiguresAreThoseOfAnEvaluationOfTheFileBesideIt() throws IOException {
        entry.write(origin, _ -> {});

        var onnx = root.resolve("zoo/tiny/fp32.onnx");
        var card = new JsonMapper().readTree(root.resolve("zoo/tiny/card.json").toFile());
        var again = new Evaluation(onnx, 1).run(FaceDataset.read(root.resolve("data"), "val"), "val", _ -> {});
        assertThat(card.at("/metrics/0/map50").asDouble())
                .isEqualTo(Math.round(again.report().map50() * 1e4) / 1e4);
        assertThat(card.at("/metrics/0/data/sha256").asText()).isEqualTo(again.dataSha256());
        assertThat(card.at("/metrics/0/command").asText())
                .isEqualTo("maskgate evaluate --model tiny --data DIR --split val --precision fp32 --threads 1");
        assertThat(card.at("/sha256/fp32.onnx").asText()).isEqualTo(Sha256.of(onnx));
        assertThat(card.at("/data/train/pictures").asInt()).isEqualTo(3);
        assertThat(card.at("/data/train/facemask").asInt()).isEqualTo(2);
        assertThat(card.at("/data/added/pictures").asInt()).isEqualTo(4);
        assertThat(card.at("/data/provenance").asText()).isEqualTo("Drawn squares, free for all.");
        assertThat(card.path("remains"))
                .extracting(JsonNode::asText)
                .containsExactly("missed: squares turned by 45 degrees", "wrongly facemask: a green cup");
        assertThat(card.at("/training/recipe/optimiser/learningRate").asDouble())
                .isEqualTo(0.004);
        assertThat(card.at("/training/epochs").asInt())
                .as("as the curve says, though the recipe has 2")
                .isEqualTo(1);
        assertThat(card.at("/training/epoch_of_weights").asText()).isEqualTo("3");
        assertThat(card.path("default").asBoolean()).isTrue();
        assertThat(card.path("architecture").asText()).isEqualTo("lightmask-n16");
    }

    @Test
    void theReadmeTellsAPersonTheSame() throws IOException {
        entry.write(origin, _ -> {});
        assertThat(root.resolve("zoo/tiny/README.md"))
                .content()
                .startsWith("# tiny\n")
                .contains("![learning curve](curve.png)")
                .contains("| train | 3 | 2 | 1 |")
                .contains("Drawn squares, free for all.")
                .contains(
                        "## What it still gets wrong\n\n- missed: squares turned by 45 degrees\n- wrongly facemask: a")
                .contains("    maskgate evaluate --model tiny --data DIR --split val --precision fp32 --threads 1");
    }

    @Test
    void thePagesOfTheZooAreWhatTheirCardsSayWithMistakesThatRemainOrWithout() throws IOException {
        for (var model : new ModelZoo(List.of(Path.of("zoo"))).list().models()) {
            var card =
                    new JsonMapper().readTree(model.dir().resolve("card.json").toFile());
            assertThat(model.dir().resolve("README.md")).hasContent(Readme.of(card));
        }
        assertThat(Files.readString(Path.of("zoo/lightmask-640x384/README.md")))
                .contains("## What it still gets wrong");
        assertThat(Files.readString(Path.of("zoo/lightmask-896x512-wide/README.md")))
                .doesNotContain("still gets wrong");
    }

    @Test
    void theCardNamesTheTeachersAndHoldsAllOfARecipeThatStandsOnAnother() throws IOException {
        var best = origin.weights();
        var trained = Safetensors.read(best);
        var metadata = new TreeMap<>(trained.metadata());
        metadata.putAll(Taught.told(List.of(
                new Taught("large", "ab".repeat(32), 0.78765, false),
                new Taught("first", "cd".repeat(32), 0.5, true),
                new Taught("first", "cd".repeat(32), 0.5, true))));
        new Safetensors(metadata, trained.tensors()).write(best);
        Files.move(root.resolve("run/recipe.yaml"), root.resolve("run/base.yaml"));
        Files.writeString(origin.recipe(), "preset: base.yaml\nbatch: 2\n");

        entry.write(origin, _ -> {});

        var card = new JsonMapper().readTree(root.resolve("zoo/tiny/card.json").toFile());
        assertThat(card.at("/training/teacher").asText())
                .isEqualTo("large, mAP50 0.7877 on val; first, mAP50 0.5000 on val, in the run it began from");
        assertThat(card.at("/training/teachers/0/sha256").asText()).isEqualTo("ab".repeat(32));
        assertThat(card.at("/training/recipe/batch").asInt()).isEqualTo(2);
        assertThat(card.at("/training/recipe/optimiser/learningRate").asDouble())
                .isEqualTo(0.004);
        assertThat(root.resolve("zoo/tiny/README.md")).content().contains("Taught by large, mAP50 0.7877 on val;");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                        | Scores were made probabilities on val (`maskgate calibrate`): a line.
        on val of 2 data sets, 9 pictures | Scores were made probabilities on val of 2 data sets, 9 pictures (`maskgate
        as the weights it began with    | Scores keep the calibration of the model this one began with, since its pictures
        """)
    void whatTheScoresWereCalibratedOnIsSaid(@Nullable String how, String expected) throws IOException {
        var trained = Safetensors.read(origin.weights());
        var metadata = new TreeMap<>(trained.metadata());
        metadata.put("calibration", "a line");
        if (how != null) {
            metadata.put("calibrated", how);
        }
        new Safetensors(metadata, trained.tensors()).write(origin.weights());
        entry.write(origin, _ -> {});
        assertThat(root.resolve("zoo/tiny/README.md")).content().contains(expected);
    }

    @Test
    void withoutTeachersTheCardSaysSo() throws IOException {
        entry.write(origin, _ -> {});
        assertThat(root.resolve("zoo/tiny/card.json"))
                .content()
                .contains("\"teacher\" : \"none: from the labels alone\"")
                .doesNotContain("\"teachers\"");
        assertThat(root.resolve("zoo/tiny/README.md")).content().doesNotContain("Taught by");
    }

    @Test
    void anOnnxFileOfOtherWeightsInTheFolderIsRefused() throws IOException {
        OracleModel.write(root.resolve("zoo/tiny/int8.onnx"), 64, 64, new float[4], new float[2]);
        assertThatThrownBy(() -> entry.write(origin, _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("int8.onnx: expected a file of weights")
                .hasMessageEndingWith("found oracle@01234567; remove it, and quantize again afterwards");
        try (var files = Files.list(root.resolve("zoo/tiny"))) {
            assertThat(files).as("nothing was replaced").containsExactly(root.resolve("zoo/tiny/int8.onnx"));
        }
    }

    @Test
    void aFolderWhoseFiguresCannotBeMeasuredAnewStaysAsItWas() throws IOException {
        entry.write(origin, _ -> {});
        var files = contents();
        TestWeights.write(new LightMask(16), 8, origin.weights());
        for (var picture : List.of("0.png", "1.png")) {
            Files.writeString(root.resolve("data/val/images").resolve(picture), "no picture");
        }

        assertThatThrownBy(() -> entry.write(origin, _ -> {})).isInstanceOf(IOException.class);
        assertThat(contents()).isEqualTo(files);
    }

    @Test
    void aRecipeOfAnotherNetworkThanTheWeightsIsRefusedBeforeAnythingIsJudged() throws IOException {
        TestWeights.write(new LightMask(24), origin.weights());
        assertThatThrownBy(() -> entry.write(origin, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(origin.recipe() + ": network: expected lightmask-n24, of which the weights are, found"
                        + " lightmask-n16; give the recipe.yaml of the run they are from");
        assertThat(root.resolve("zoo")).doesNotExist();
    }

    @Test
    void theCurveOfTheModelThatWasThereIsNotTakenForThatOfWeightsWithoutOne() throws IOException {
        entry.write(origin, _ -> {});
        var mean = new Origin(
                origin.weights(),
                origin.recipe(),
                Optional.empty(),
                origin.data(),
                origin.added(),
                origin.provenance(),
                origin.remains());

        entry.write(mean, _ -> {});

        assertThat(contents().keySet())
                .map(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("README.md", "card.json", "fp32.onnx", "weights.safetensors");
        assertThat(root.resolve("zoo/tiny/card.json")).content().doesNotContain("curve");
        assertThat(root.resolve("zoo/tiny/README.md")).content().doesNotContain("curve");
    }

    /** What quantize found would go from the card, of files that are there. */
    @ParameterizedTest
    @ValueSource(strings = {"card.json", "int8.onnx"})
    void whatQuantizeWroteMeanwhileIsNotWrittenOver(String written) throws IOException {
        entry.write(origin, _ -> {});
        var file = root.resolve("zoo/tiny").resolve(written);
        var byQuantize = root.resolve("by quantize");
        OracleModel.write(byQuantize, 64, 64, new float[4], new float[2]);

        assertThatThrownBy(() -> entry.write(origin, _ -> copy(byQuantize, file)))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": expected it as it was when this began, found it changed by an export or a"
                        + " quantisation meanwhile; export again");
        assertThat(file).hasSameBinaryContentAs(byQuantize);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a kill leaves it: the folder does not let go on. */
    @Test
    void aModelThatIsHalfReplacedIsTakenAndTheNextTimeIsWhole() throws IOException {
        entry.write(origin, _ -> {});
        TestWeights.write(new LightMask(16), 8, origin.weights());
        var curve = root.resolve("zoo/tiny/curve.csv");
        Files.delete(curve);
        Files.createDirectories(curve.resolve("full"));
        String before = Sha256.of(root.resolve("zoo/tiny/fp32.onnx"));

        assertThatThrownBy(() -> entry.write(origin, _ -> {})).hasMessageContaining("curve.csv: cannot be written");
        var model = new ModelZoo(List.of(root.resolve("zoo"))).defaultModel();
        assertThat(Sha256.of(model.onnx())).isNotEqualTo(before);

        Files.delete(curve.resolve("full"));
        Files.delete(curve);
        entry.write(origin, _ -> {});
        assertThat(new ModelZoo(List.of(root.resolve("zoo"))).defaultModel().hasSum(Precision.FP32))
                .isTrue();
    }

    private Map<Path, String> contents() throws IOException {
        var sums = new TreeMap<Path, String>();
        try (var files = Files.list(root.resolve("zoo/tiny"))) {
            for (var file : files.toList()) {
                sums.put(file, Sha256.of(file));
            }
        }
        return sums;
    }

    @Test
    void whatQuantizeFoundStaysInTheCardWhileTheFilesAreTheSame() throws IOException {
        entry.write(origin, _ -> {});
        var tiny = root.resolve("zoo/tiny");
        var json = new JsonMapper();
        var card = (ObjectNode) json.readTree(tiny.resolve("card.json").toFile());
        for (String precision : List.of("fp16", "int8")) {
            var file = Files.copy(tiny.resolve("fp32.onnx"), tiny.resolve(precision + ".onnx"));
            card.withObject("/sha256").put(precision + ".onnx", Sha256.of(file));
            card.putObject(precision).putObject("check").put("passed", true);
        }
        card.putObject("speed").putObject("processor_ms").put("fp32", 2).put("int8", 1);
        Files.writeString(tiny.resolve("card.json"), card.toString());

        entry.write(origin, _ -> {});

        var again = json.readTree(tiny.resolve("card.json").toFile());
        assertThat(again.at("/int8/check/passed").asBoolean()).isTrue();
        assertThat(again.at("/speed/processor_ms/int8").asInt()).isEqualTo(1);
        assertThat(again.at("/metrics/2/precision").asText()).isEqualTo("int8");

        Files.writeString(
                tiny.resolve("card.json"),
                card.toString().replace(Sha256.of(tiny.resolve("int8.onnx")), "ab".repeat(32)));
        entry.write(origin, _ -> {});
        assertThat(json.readTree(tiny.resolve("card.json").toFile()).has("int8"))
                .as("of another int8.onnx")
                .isFalse();
    }

    /** Java's words without fontconfig, without a class that it found missing before, and without any font. */
    static Stream<Throwable> wantOfFonts() {
        return Stream.of(
                new RuntimeException("Fontconfig head is null, check your fonts or fonts configuration"),
                new NoClassDefFoundError("Could not initialize class sun.font.SunFontManager"),
                new Error("Probable fatal error: No physical fonts found."));
    }

    @ParameterizedTest
    @MethodSource("wantOfFonts")
    void whereNoCurveCanBeDrawnTheEntryIsWholeWithoutItsPicture(Throwable why) throws IOException {
        var tiny = root.resolve("zoo/tiny");
        entry.write(origin, _ -> {});
        assertThat(tiny.resolve("curve.png")).exists();

        var lacking = entry.write(origin, (_, _, _) -> raise(why), _ -> {});

        assertThat(lacking)
                .containsExactly(
                        tiny.resolve("curve.png") + ": not drawn: " + why
                                + "; where it is for want of fonts, install some (on Debian: fontconfig and fonts-dejavu-core)");
        assertThat(tiny.resolve("curve.png")).as("one of other weights").doesNotExist();
        assertThat(tiny.resolve("curve.csv")).hasSameTextualContentAs(root.resolve("run/curve.csv"));
        assertThat(tiny.resolve("README.md"))
                .content()
                .doesNotContain("curve.png")
                .contains("| curve.csv | `");
        assertThat(new ModelZoo(List.of(root.resolve("zoo"))).resolve("tiny").onnx())
                .exists();
    }

    private static void raise(Throwable why) {
        switch (why) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalArgumentException(why);
        }
    }

    /** A full disk will fail what comes next as well. */
    @Test
    void aPictureThatCannotBeWrittenIsAFailure() {
        assertThatThrownBy(() -> entry.write(
                        origin,
                        (_, _, png) -> {
                            throw new IOException(png + ": cannot be written");
                        },
                        _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("curve.png: cannot be written");
    }

    @Test
    void aFolderOfAnotherNameIsRefused() {
        assertThatThrownBy(() -> new ZooEntry(root.resolve("zoo/other"), new OnnxExporter("tiny", 64, 64), false))
                .hasMessageEndingWith("in a zoo a folder has its model's name, expected tiny, found other");
    }
}
