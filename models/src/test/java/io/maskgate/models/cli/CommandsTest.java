package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.zoo.Taught;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class CommandsTest extends BeforeMaskgate {
    private int export(Path weights) {
        return maskgate(
                "export",
                "--checkpoint",
                weights,
                "--out",
                folder.resolve("m"),
                "--name",
                "tiny",
                "--width",
                64,
                "--height",
                64);
    }

    @Test
    void exportThenEvaluateGivesJsonOnStandardOutput() throws IOException {
        TinyFaces.write(folder, "val", 2);
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);

        assertThat(export(weights)).isZero();
        assertThat(out).hasToString(folder.resolve("m/fp32.onnx") + System.lineSeparator());
        assertThat(err.toString()).contains("lightmask-n16, 84 anchors");

        out.getBuffer().setLength(0);
        assertThat(maskgate(
                        "evaluate", "--model", folder.resolve("m"), "--data", folder, "--json", "--precision", "fp32"))
                .isZero();
        assertThat(new JsonMapper()
                        .readTree(out.toString())
                        .at("/data/pictures")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aCardIsWrittenByOneCommandWithNameAndSizeFromTheRecipe() throws IOException {
        TinyFaces.write(folder, "train", 2);
        TinyFaces.write(folder, "val", 2);
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));

        assertThat(maskgate(
                        "export",
                        "--checkpoint",
                        weights,
                        "--out",
                        folder.resolve("zoo/tiny"),
                        "--recipe",
                        recipe,
                        "--card",
                        "--data",
                        folder,
                        "--default"))
                .isZero();

        assertThat(folder.resolve("zoo/tiny/card.json"))
                .content()
                .contains("\"name\" : \"tiny\"", "\"default\" : true");
        assertThat(folder.resolve("zoo/tiny/README.md")).content().contains("Not stated.");
    }

    @Test
    void aFileWithoutItsCardIsNotPutInPlaceOfOneThatHasACard() throws IOException {
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);
        Files.createDirectories(folder.resolve("m"));
        var card = Files.writeString(folder.resolve("m/card.json"), "{}");
        var there = Files.writeString(folder.resolve("m/fp32.onnx"), "of other weights");

        assertThat(export(weights)).isEqualTo(2);
        assertThat(err.toString())
                .contains("expected a folder without a card, which would be of another file then, found " + card
                        + "; add --card, or choose another folder");
        assertThat(there).hasContent("of other weights");
    }

    @Test
    void whatNothingCanBeLearntFromOrJudgedByIsRefusedBeforeTheTraining() throws IOException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 1);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
        var run = folder.resolve("run");
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run, "--epochs", 0))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--epochs: expected 1 or more, found 0");

        Files.writeString(folder.resolve("val/labels/0.txt"), "");
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains(folder.resolve("val") + ": expected labelled faces to judge by, found none in 1 pictures");
        for (int i = 0; i < 4; i++) {
            Files.delete(folder.resolve("train/labels/" + i + ".txt"));
        }
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run))
                .isEqualTo(1);
        assertThat(err.toString()).contains(folder.resolve("train") + ": expected pictures to learn from, found none");
        assertThat(run).doesNotExist();
    }

    @Test
    void wrongUsageExitsWithTwo() throws IOException {
        assertThat(maskgate()).isEqualTo(2);
        assertThat(maskgate("export", "--out", folder)).isEqualTo(2);
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);
        assertThat(maskgate("export", "--checkpoint", weights, "--out", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("expected --name or --recipe, found neither");
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
        assertThat(maskgate("train", "--recipe", recipe)).isEqualTo(2);
        assertThat(err.toString()).contains("expected the option --data, found none");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsRefusedBeforeTheFirstEpoch() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc")), "needs /proc, where root too may make no file");
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 1);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", "/proc"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("/proc: expected a folder that can be written to, found ")
                .doesNotContain("parameters (");
    }

    @Test
    void aBrokenRecipeExitsWithTwoAndNamesTheLine() throws IOException {
        var recipe = Files.writeString(folder.resolve("r.yaml"), Recipes.tiny(1).replace("batch: 4", "batsch: 4"));
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", folder.resolve("run")))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith(recipe + ":4: batsch: unknown key")
                .doesNotContain("\tat ");
    }

    @Test
    void whatCannotBeReadExitsWithOneAndASentence() {
        assertThat(maskgate(
                        "export",
                        "--checkpoint",
                        folder.resolve("none"),
                        "--out",
                        folder,
                        "--name",
                        "m",
                        "--width",
                        64,
                        "--height",
                        64))
                .isEqualTo(1);
        assertThat(err).hasToString(folder.resolve("none") + ": no such file" + System.lineSeparator());
        err.getBuffer().setLength(0);

        assertThat(maskgate("evaluate", "--model", "no-such-model", "--data", folder))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("model no-such-model: expected a name, a folder or an .onnx file");
    }

    @Test
    void trainingTellsItsLossesAndLeavesTheRecipeBesideTheWeights() throws IOException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 2);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
        var run = folder.resolve("run");

        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run))
                .isZero();

        assertThat(err.toString())
                .contains("4 train and 2 val pictures in memory")
                .containsPattern(
                        "epoch 1/1 [0-9]+ s box [0-9.]+ class [0-9.]+ dfl [0-9.]+ positives [0-9]+ \\| mAP50 0");
        assertThat(run.resolve("recipe.yaml")).hasSameTextualContentAs(recipe);
        assertThat(run.resolve("best.safetensors")).exists();
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run))
                .isEqualTo(1);
        assertThat(err.toString()).contains("holds a run already: add --resume to go on");
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run, "--resume"))
                .isZero();
    }

    @Test
    void ownPicturesAreLearntFromByTheirShareAndTheRunGoesOnWithTheSameOnly() throws IOException {
        TinyFaces.write(folder, "train", 2);
        TinyFaces.write(folder, "val", 2);
        TinyFaces.write(folder.resolve("old"), "train", 6);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(2));
        var run = folder.resolve("run");

        assertThat(shared(recipe, run, 0.5, "--epochs", 1)).isZero();
        assertThat(err.toString())
                .contains("0.5 of an epoch's 8 views are of the 2 pictures of " + folder + ": each in about 2.0");
        var record = new JsonMapper().readTree(run.resolve("training.json").toFile());
        assertThat(record.at("/data/train/share").toString()).isEqualTo("{\"of_the_first\":2,\"part\":0.5}");

        assertThat(shared(recipe, run, 0.25, "--resume")).isEqualTo(1);
        assertThat(err.toString())
                .containsPattern(
                        "was made of other data: expected \\w+\\+\\w+ share 0.5 of the first 2, found \\w+\\+\\w+"
                                + " share 0.25 of the first 2");
        assertThat(maskgate(
                        "train",
                        "--data",
                        folder,
                        "--add",
                        folder.resolve("old"),
                        "--recipe",
                        recipe,
                        "--out",
                        run,
                        "--resume"))
                .isEqualTo(1);
        assertThat(shared(recipe, run, 0.5, "--resume")).isZero();
    }

    @Test
    void aShareThatCannotBeIsRefused() throws IOException {
        TinyFaces.write(folder, "train", 2);
        TinyFaces.write(folder, "val", 2);
        var recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
        var run = folder.resolve("run");

        for (double share : new double[] {0, 1, 30, -0.3, Double.NaN}) {
            assertThat(shared(recipe, run, share)).isEqualTo(2);
            assertThat(err.toString()).contains("--share: expected above 0 and below 1, found " + share);
        }
        assertThat(maskgate("train", "--data", folder, "--share", 0.3, "--recipe", recipe, "--out", run))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--share: expected --add too, whose pictures are the rest, found none");

        Files.createDirectories(folder.resolve("old/train/images"));
        Files.createDirectories(folder.resolve("old/train/labels"));
        assertThat(shared(recipe, run, 0.3)).isEqualTo(1);
        assertThat(err.toString())
                .contains("--share 0.3: expected pictures in " + folder.resolve("train")
                        + " and in the folders added to it, found 2 and 0");
    }

    /** Trains on the folder's pictures, and on those in {@code old}. */
    private int shared(Path recipe, Path run, double share, Object... more) {
        var words = new ArrayList<Object>(List.of("train", "--data", folder, "--add", folder.resolve("old")));
        words.addAll(List.of("--share", share, "--recipe", recipe, "--out", run));
        words.addAll(List.of(more));
        return maskgate(words.toArray());
    }

    private int fit(Object... more) {
        var words = new ArrayList<Object>(List.of("models", "fit", "--sizes", "64x64", "--rounds", 1));
        words.addAll(List.of(more));
        return maskgate(words.toArray());
    }

    @Test
    void fitProposesANetworkAndFailsWhenNoneIsWithinTheBudget() {
        assertThat(fit("--budget-ms", 1e6, "--factors", "0.25,0.5")).isZero();
        assertThat(out.toString())
                .contains("proposal: 64 x 64", "network: lightmask-w8.16.32.64")
                .contains("measured by onnxruntime cpu fp32, threads: 1")
                .doesNotContain("none is within");
        assertThat(fit("--budget-ms", 1e-6, "--factors", "0.25")).isEqualTo(1);
        assertThat(out.toString()).contains("none is within 0.00 ms");
        assertThat(fit("--budget-ms", 1e6, "--factors", "0.25", "--precision", "int8"))
                .isZero();
        assertThat(out.toString())
                .contains("measured by onnxruntime cpu int8, threads: 1")
                .contains("a trained model that needs some of it in float takes longer");
        assertThat(fit("--budget-ms", 1e6, "--factors", "0.25", "--fine")).isZero();
        assertThat(out.toString()).contains("network: lightmask-fine-w8.8.16.");
        assertThat(maskgate("models", "fit", "--budget-ms", 5, "--sizes", "64")).isEqualTo(2);
        assertThat(err.toString()).contains("expected WIDTHxHEIGHT in pixels");
    }

    @Test
    void aCheckOnNoThreadsIsRefusedInWords() {
        assertThat(maskgate("data", "check", "--data", folder, "--threads", 0)).isEqualTo(2);
        assertThat(err.toString()).startsWith("--threads: expected 1 or more, found 0");
    }

    @Test
    void weightsWithATensorTurnedAboutAreNotExported() throws IOException {
        var weights = folder.resolve("best.safetensors");
        TestWeights.write(new LightMask(16), weights);
        TestWeights.turned(Safetensors.read(weights), "stem.0.weight").write(weights);
        assertThat(export(weights)).isEqualTo(2);
        assertThat(err.toString()).contains("stem.0.weight: expected [16, 3, 3, 3], found [3, 16, 3, 3]");
    }

    @Test
    void compareShowsEveryStudentAtTheSizeAsked() {
        assertThat(maskgate("models", "compare", "--size", "64x64", "--rounds", 1, "--zoo", folder))
                .isZero();
        assertThat(out.toString())
                .contains("lightmask-n64", "mobilenetv3-small-n64", "shufflenetv2-n64", "yolov4-tiny-n64");
    }

    @Test
    void aStudentLearnsFromAnAssistantThatIsTrainedFirst() throws IOException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 2);
        var assistant = Files.writeString(folder.resolve("assistant.yaml"), Recipes.tiny(1));
        var recipe = Files.writeString(
                folder.resolve("recipe.yaml"),
                Recipes.tiny(1)
                        + """
                        distillation:
                          soft: {weight: 0.5}
                          teachers:
                            - {name: assistant, recipe: %s}
                            - {name: other, weights: %s, adapter: %s}
                        """.formatted(assistant, Distilling.detector(folder), folder.resolve("teacher.yaml")));
        var run = folder.resolve("run");

        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run))
                .isEqualTo(2);
        assertThat(err.toString()).contains("distillation.teachers: expected none for train, found 2");
        assertThat(maskgate("distill", "--data", folder, "--recipe", recipe, "--out", run, "--seed", 3))
                .isZero();

        assertThat(run.resolve("assistant/best.safetensors")).exists();
        assertThat(Taught.of(Safetensors.read(run.resolve("best.safetensors")).metadata()))
                .extracting(Taught::name, Taught::sha256)
                .containsExactly(
                        tuple("assistant", Sha256.of(run.resolve("assistant/best.safetensors"))),
                        tuple("other", Sha256.of(folder.resolve("teacher.onnx"))));
        assertThat(Recipe.read(run.resolve("recipe.yaml")).seed()).isEqualTo(3);
        var record = new JsonMapper().readTree(run.resolve("training.json").toFile());
        assertThat(record.path("seed").asInt()).isEqualTo(3);
        assertThat(record.at("/data/train/content").asText())
                .isEqualTo(FaceDataset.read(folder, "train").content());
        assertThat(run.resolve("knowledge.csv")).content().startsWith("epoch,hard,soft,");
        assertThat(err.toString())
                .contains("teacher assistant: ", " parameters, ", "compression 1.00 x")
                .containsPattern("teacher other: mAP50 [0-9.]+ on val")
                .containsPattern(
                        "epoch 1/1 [0-9]+ s hard [0-9.]+ soft [0-9.]+ .* \\| mAP50 .*teacher assistant [0-9.]+ gap")
                .containsPattern("teacher other: asked about [0-9]+ batches, [0-9.]+ ms each; 0 replayed");
    }

    @Test
    void anAssistantThatWaitsForItselfIsRefused() throws IOException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 2);
        var recipe = folder.resolve("recipe.yaml");
        Files.writeString(recipe, Recipes.tiny(1) + """
            distillation:
              soft: {weight: 0.5}
              teachers: [{name: assistant, recipe: %s}]
            """.formatted(recipe));
        assertThat(maskgate("distill", "--data", folder, "--recipe", recipe, "--out", folder.resolve("run")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("which waits for this one");
    }
}
