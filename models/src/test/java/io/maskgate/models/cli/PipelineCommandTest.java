package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.pipeline.AdaptRecipe;
import io.maskgate.models.pipeline.Commands;
import io.maskgate.models.pipeline.PipelineRecipe;
import io.maskgate.models.pipeline.PipelineRun;
import io.maskgate.models.synth.SynthCommands;
import io.maskgate.models.train.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on generated scenes: a teacher, a student that learns from it, pruning, int8, gate. */
class PipelineCommandTest {
    private static final String TEACHER = Recipes.tiny(2).replace("neck: 16", "neck: 24");
    private static final String STUDENT = Recipes.tiny(3) + """
            distillation:
              teachers: [{name: big, weights: "${teacher}"}]
              soft: {weight: 0.5}
              feature: {weight: 0.2}
            """;
    private static final String TUNE =
            Recipes.tiny(1).replace("neck: 16", "network: ${network}").replace("start: \"\"", "start: ${pruned}");
    private static final String PIPELINE = """
            name: tiny
            teacher: teacher.yaml
            student: student.yaml
            prune: {ratio: 0.3, multiple: 8, recipe: tune.yaml}
            quantise: {samples: 4, mostLoss: 100}
            gate: {map50: 0, mostLoss: 100}
            """;

    @TempDir
    private Path folder;

    private final List<String> commands = new ArrayList<>();
    private final StringWriter err = new StringWriter();

    private void scenes() throws IOException {
        SynthCommands.stills(folder.resolve("data"), 8, 1, _ -> {});
        SynthCommands.stills(folder.resolve("other"), 3, 7, _ -> {});
        Files.move(folder.resolve("other/train"), folder.resolve("data/val"));
    }

    @BeforeEach
    void recipes() throws IOException {
        Files.writeString(folder.resolve("teacher.yaml"), TEACHER);
        Files.writeString(folder.resolve("student.yaml"), STUDENT);
        Files.writeString(folder.resolve("tune.yaml"), TUNE);
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
    }

    @Test
    void aRunThatIsKilledAndResumedEndsWhereAnUnbrokenOneDoesAndRepeatsNothing() throws IOException {
        scenes();
        var whole = folder.resolve("whole");
        assertThat(run(whole, false, this::execute)).isTrue();

        var broken = folder.resolve("broken");
        assertThatThrownBy(() -> run(broken, false, this::killedAfterTheStudentsFirstEpoch))
                .hasMessage("killed");
        assertThatThrownBy(() -> run(broken, false, this::execute)).hasMessageContaining("add --resume");
        commands.clear();
        assertThat(run(broken, true, this::execute)).isTrue();

        assertThat(commands)
                .containsExactly(
                        "distill",
                        "prune",
                        "train",
                        "calibrate",
                        "export",
                        "quantize",
                        "evaluate",
                        "evaluate",
                        "evaluate");
        for (var made : List.of(
                "teacher/best.safetensors",
                "student/best.safetensors",
                "pruned.safetensors",
                "tune/best.safetensors",
                "tune/calibrated.safetensors",
                "candidate/tiny/fp32.onnx",
                "candidate/tiny/int8.onnx",
                "gate.json")) {
            assertThat(broken.resolve(made)).as(made).hasSameBinaryContentAs(whole.resolve(made));
        }
        theRunFolderTellsEverything(whole);

        commands.clear();
        assertThat(run(whole, true, this::execute)).isTrue();
        assertThat(commands).isEmpty();
    }

    private static void theRunFolderTellsEverything(Path run) throws IOException {
        var manifest = new JsonMapper().readTree(run.resolve("run.json").toFile());
        assertThat(manifest.at("/data/train/pictures").asInt()).isEqualTo(8);
        assertThat(manifest.at("/data/val/sha256").asText()).hasSize(64);
        assertThat(manifest.at("/recipes/tune").asText()).hasSize(64);
        assertThat(run.resolve("recipes/student.yaml")).content().isEqualTo(STUDENT);
        assertThat(new ModelZoo(List.of(run.resolve("zoo"))).resolve("tiny").onnx())
                .isEqualTo(run.resolve("zoo/tiny/fp32.onnx"));
        assertThat(run.resolve("report.html"))
                .content()
                .contains(
                        "Passed the gate",
                        "data:image/png;base64,",
                        "learning curve of step tune",
                        "fp32, by size",
                        "int8, by class")
                .contains("maskgate prune --weights")
                .doesNotContain("<img src=\"http", "data:image/jpeg");
    }

    @Test
    void aModelBelowTheGateIsReportedAndNotPutIntoTheZoo() throws IOException {
        squares();
        Files.writeString(folder.resolve("student.yaml"), Recipes.tiny(1));
        var recipe = Files.writeString(folder.resolve("pipeline.yaml"), """
                name: tiny
                onDataProblems: report
                student: student.yaml
                gate: {map50: 1}
                """);
        var run = folder.resolve("run");

        int exit = ModelsMain.line()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute("pipeline", "--recipe", recipe.toString(), "--data", data(), "--out", run.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).containsPattern("fp32 mAP50: 0\\.\\d{4}, expected at least 1\\.0000: FAILED");
        assertThat(run.resolve("report.html")).content().contains("Did not pass the gate");
        assertThat(run.resolve("zoo")).doesNotExist();
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingStarts() throws IOException {
        squares();
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.replace("ratio: 0.3", "ratio: 1.3"));
        assertThatThrownBy(() -> run(folder.resolve("a"), false, this::execute))
                .hasMessage(folder.resolve("pipeline.yaml") + ":4: prune: ratio: expected 0 to below 1, found 1.3");
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE + "onDataProblems: report\n");
        Files.writeString(folder.resolve("student.yaml"), STUDENT.replace("${teacher}", "${pruned}"));
        assertThatThrownBy(() -> run(folder.resolve("b"), false, this::killedAfterTheStudentsFirstEpoch))
                .hasMessageContaining("student.yaml:")
                .hasMessageContaining("${pruned}: expected one of [teacher] in this step");
        assertThat(commands).isEmpty();
    }

    @Test
    void aFolderIsNotGoneOnWithByAnotherRecipeOrOtherData() throws IOException {
        squares();
        var run = folder.resolve("run");
        assertThatThrownBy(() -> run(run, false, (_, _) -> 2)).hasMessageContaining("step data");
        Files.writeString(folder.resolve("tune.yaml"), TUNE + "# changed\n");
        assertThatThrownBy(() -> run(run, true, this::execute))
                .hasMessageContaining("run.json: recipes: tune: expected");
        Files.writeString(folder.resolve("tune.yaml"), TUNE);
        Files.writeString(folder.resolve("data/val/labels/1.txt"), "0 0.5 0.5 0.1 0.1\n");
        assertThatThrownBy(() -> run(run, true, this::execute)).hasMessageContaining("run.json: data: val: expected");
    }

    @Test
    void theRecipesOfTheRepositoryAreWhole() throws IOException {
        var pipeline = PipelineRecipe.read(Path.of("recipes/pipeline/pipeline.yaml"));
        var adapt = AdaptRecipe.read(Path.of("recipes/adapt/adapt.yaml"));
        assertThat(Path.of("zoo", adapt.label().model(), "fp32.onnx")).exists();
        assertThat(adapt.share()).as("own pictures do not drown").isBetween(0.1, 0.5);
        for (var file : List.of("pipeline/" + pipeline.prune().recipe(), "adapt/" + adapt.train())) {
            var recipe = Recipe.read(
                    Path.of("recipes").resolve(file),
                    text -> text.replace("${network}", "lightmask-n64")
                            .replace("${width}", "640")
                            .replace("${height}", "384"));
            assertThat(recipe.start()).as(file).matches("\\$\\{(pruned|start)}");
        }
        assertThat(Path.of("recipes/pipeline").resolve(pipeline.student())).exists();
        assertThat(Path.of("recipes/pipeline").resolve(pipeline.provenance())).exists();
    }

    /** Drawn in no time; val looks like train. */
    private void squares() throws IOException {
        TinyFaces.write(folder.resolve("data"), "train", 4);
        TinyFaces.write(folder.resolve("data"), "val", 2);
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private boolean run(Path out, boolean resume, Commands how) throws IOException {
        return new PipelineRun(folder.resolve("pipeline.yaml"), folder.resolve("data"), out, PictureRoom.ofJava())
                .run(resume, how, new PrintWriter(err));
    }

    private int execute(List<String> words, PrintWriter out) {
        commands.add(words.getFirst());
        return ModelsMain.line().setOut(out).setErr(new PrintWriter(err)).execute(words.toArray(String[]::new));
    }

    private int killedAfterTheStudentsFirstEpoch(List<String> words, PrintWriter out) {
        if (!words.getFirst().equals("distill")) {
            return execute(words, out);
        }
        var paused = new ArrayList<>(words);
        paused.addAll(List.of("--epochs", "1"));
        execute(paused, out);
        throw new IllegalStateException("killed");
    }
}
