package io.maskgate.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.files.FolderLock;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.train.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run asks for and makes of the answers; nothing is trained. */
class PipelineRunTest {
    private static final String TUNE =
            Recipes.tiny(1).replace("neck: 16", "network: ${network}").replace("start: \"\"", "start: ${pruned}");
    private static final String TAUGHT = Recipes.tiny(1) + """
            distillation:
              soft: {weight: 0.5}
              teachers: [{name: big, weights: "${teacher}"}]
            """;
    private static final String PIPELINE = """
            name: tiny
            student: student.yaml
            prune: {ratio: 0.3, multiple: 8, recipe: tune.yaml}
            quantise: {samples: 4, mostLoss: 0.5}
            gate: {map50: 0.5, mostLoss: 100}
            """;

    @TempDir
    private Path folder;

    private final FakeCommands commands = new FakeCommands();
    private PictureRoom room = PictureRoom.ofJava();
    private final StringWriter err = new StringWriter();
    private Path run;

    @BeforeEach
    void recipesAndPictures() throws IOException {
        run = folder.resolve("run");
        TinyFaces.write(folder.resolve("data"), "train", 2);
        TinyFaces.write(folder.resolve("data"), "val", 1);
        Files.writeString(folder.resolve("student.yaml"), Recipes.tiny(1));
        Files.writeString(folder.resolve("tune.yaml"), TUNE);
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
    }

    private boolean run(boolean resume) throws IOException {
        return new PipelineRun(folder.resolve("pipeline.yaml"), folder.resolve("data"), run, room)
                .run(resume, commands, new PrintWriter(err));
    }

    @Test
    void picturesThatDoNotFitIntoMemoryAreRefusedBeforeTheRunBegins() throws IOException {
        // Three pictures of 64 x 64 and their halvings take 48,384 bytes.
        room = new PictureRoom(50_000, 0, Long.MAX_VALUE);
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "expected pictures that fit in memory with a tenth of it to spare, found 3 that");
        assertThat(commands.run).isEmpty();
        assertThat(run.resolve("run.json")).doesNotExist();
        room = new PictureRoom(60_000, 0, Long.MAX_VALUE);
        assertThat(run(false)).isTrue();
        room = new PictureRoom(50_000, 0, Long.MAX_VALUE);
        assertThat(run(true)).as("trained before").isTrue();
    }

    @Test
    void theModelIsCalibratedBeforeItIsExported() throws IOException {
        assertThat(run(false)).isTrue();
        assertThat(commands.names())
                .startsWith("data", "train", "prune", "train", "calibrate", "export", "quantize", "evaluate");
        assertThat(FakeCommands.option(commands.words("calibrate"), "--checkpoint"))
                .isEqualTo(run.resolve("tune/best.safetensors").toString());
        assertThat(FakeCommands.option(commands.words("export"), "--checkpoint"))
                .isEqualTo(run.resolve("tune/calibrated.safetensors").toString());
        assertThat(run.resolve("report.html")).content().contains("facemask: logit * 1 +0");
        assertThat(run.resolve("gate.json")).content().contains("\"notes\" : [ ]");
    }

    @Test
    void chartsThatWereNotDrawnAreNamedInTheReport() throws IOException {
        assertThat(run(false)).isTrue();
        assertThat(run.resolve("report.html"))
                .content()
                .contains(
                        "learning curve of step student: not drawn, curve.png is not there", "fp32, by size: not drawn")
                .doesNotContain("learning curve of step data");
    }

    @Test
    void aModelThatCannotBeCalibratedGoesOnWithANoteInTheVerdict() throws IOException {
        commands.calibrates = false;
        assertThat(run(false)).isTrue();
        String note = "scores are as trained, no probabilities, so that the gateway's thresholds mean something else:"
                + " not calibrated: facemask: too few";
        assertThat(run.resolve("gate.json")).content().contains(note);
        assertThat(run.resolve("report.html")).content().contains("not calibrated: facemask: too few");
        assertThat(err.toString()).contains(note);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0.61 | 0.6100, its student's 0.6000, each at the size of its recipe: it is ahead of what came of it
        0.60 | 0.6000, its student's 0.6000, each at the size of its recipe: it is not ahead of what came of it; train the
        """)
    void verdictAndReportSayWhetherATeacherKnowsMoreThanItsStudent(String teacher, String expected) throws IOException {
        Files.writeString(folder.resolve("teacher.yaml"), Recipes.tiny(1));
        Files.writeString(folder.resolve("student.yaml"), TAUGHT);
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE + "teacher: teacher.yaml\n");
        commands.curves = Map.of(
                "teacher",
                "epoch,map50\n1,0.1\n2,%s\n3,\n".formatted(teacher),
                "student",
                "epoch,map50\n1,0.6\n2,0.5\n");
        assertThat(run(false)).isTrue();
        String note = "the teacher's best mAP50 on val is " + expected;
        assertThat(run.resolve("gate.json")).content().contains(note);
        assertThat(run.resolve("report.html")).content().contains(note);
        assertThat(err.toString()).contains(note);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        9.1 |                              | int8 passed but was not faster on a workshop PC, so that
        8.1 | , "multiplies_bytes": false  | int8 was judged and timed on a workshop PC, which has none of
        """)
    void whereInt8SaysLittleOfAGatewayVerdictAndReportSaySo(double int8, String bytes, String expected)
            throws IOException {
        commands.speed = "{\"machine\": \"a workshop PC\", \"processor_ms\": {\"fp32\": 9.0, \"int8\": " + int8 + "}"
                + Objects.requireNonNullElse(bytes, "") + "}";

        assertThat(run(false)).isTrue();

        assertThat(err.toString())
                .containsOnlyOnce(expected)
                .contains("maskgate quantize --model " + run.resolve("zoo/tiny"));
        assertThat(run.resolve("report.html")).content().containsOnlyOnce(expected);
        assertThat(run.resolve("gate.json")).content().contains("\"notes\" : [ ]");
    }

    @Test
    void aModelThatDidNotPassIsNotNamedAsOneToQuantizeAgain() throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.replace("map50: 0.5", "map50: 0.9"));
        commands.speed = "{\"machine\": \"a workshop PC\", \"processor_ms\": {\"fp32\": 9.0, \"int8\": 9.1}}";
        assertThat(run(false)).isFalse();
        assertThat(err.toString())
                .contains("int8 passed but was not faster on a workshop PC")
                .doesNotContain("quantize again", run.resolve("zoo").toString());
    }

    @Test
    void whereThereWasNoFaceOfAClassOrSizeTheReportShowsNoFigure() throws IOException {
        commands.sizes = "{\"small\": {\"recall\": 0.0, \"faces\": 0}, \"large\": {\"recall\": 0.0, \"faces\": 1}}";
        assertThat(run(false)).isTrue();
        assertThat(run.resolve("report.html"))
                .content()
                .contains("<td class=\"n\">-</td><td class=\"n\">0.0000</td><td class=\"n\">0.0000</td>");
    }

    @Test
    void anInt8ThatLosesTooMuchFailsTheGateAndTheRestIsToldAllTheSame() throws IOException {
        commands.int8 = 0.7;
        assertThat(run(false)).isFalse();
        assertThat(err.toString())
                .contains("fp32 mAP50: 0.8000, expected at least 0.5000: passed")
                .contains("int8 mAP50 as quantize judged it: 0.7000, expected at least 0.7950: FAILED");
        assertThat(err.toString()).as("said by the check").doesNotContain("int8 loses");
        assertThat(run.resolve("report.html")).content().contains("Did not pass the gate", "<td>fp32</td>");
        assertThat(run.resolve("zoo")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        pipeline.yaml | name: tiny    | name: my model    | pipeline.yaml:1: name: expected at most 64 letters, digits,
        pipeline.yaml | samples: 4    | samples: 10001    | pipeline.yaml:4: quantise: samples: expected 0 to 10000, found
        pipeline.yaml | multiple: 8   | multiple: 0       | pipeline.yaml:3: prune: multiple: expected 1 or more, found 0
        student.yaml  | batch: 4      | batsch: 4         | student.yaml:4: batsch: unknown key
        student.yaml  | start: ""     | start: none.safetensors | student.yaml:3: start: expected a file, found nothing at none
        student.yaml  | neck: 16      | network: mobilenetv3-small-n64 | pipeline.yaml: prune.ratio: expected 0 for a student
        tune.yaml     | batch: 4      | batch: 0          | tune.yaml:4: batch: expected 1 or more, found 0
        tune.yaml     | ${network}    | lightmask-n16     | tune.yaml:2: network: expected ${network}
        tune.yaml     | ${pruned}     | ""                | tune.yaml:3: start: expected ${pruned}, which is what pruning leaves, found none
        tune.yaml     | ${pruned}     | ${prnued}         | tune.yaml:3: ${prnued}: expected one of [network, pruned, student]
        """)
    void whatCannotBeShowsBeforeTheFirstStep(String file, String right, String wrong, String expected)
            throws IOException {
        var path = folder.resolve(file);
        Files.writeString(path, Files.readString(path).replace(right, wrong));
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
        assertThat(commands.run).isEmpty();
        assertThat(run).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        weights: "${teacher}" | has strides [8, 16, 32] and sees views enlarged 1 times, the student
        weights: DIR/teacher.onnx, adapter: DIR/typo.yaml | typo.yaml:1: inptu: unknown key
        weights: DIR/no.onnx, adapter: DIR/teacher.yaml | model DIR/no.onnx:
        """)
    void aTeacherThatDoesNotFitShowsBeforeTheFirstStep(String teacher, String expected) throws IOException {
        Distilling.detector(folder);
        Files.writeString(folder.resolve("typo.yaml"), "inptu: {}\n");
        Files.writeString(folder.resolve("no.onnx"), "no model");
        Files.writeString(
                folder.resolve("student.yaml"),
                TAUGHT.replace("neck: 16", "network: lightmask-fine-n16")
                        .replace("weights: \"${teacher}\"", teacher.replace("DIR", folder.toString())));
        Files.writeString(folder.resolve("big.yaml"), Recipes.tiny(1));
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                "name: tiny\nteacher: big.yaml\nstudent: student.yaml\ngate: {map50: 0}\n");
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("student.yaml:16: distillation.teachers[0]: ")
                .hasMessageContaining(expected.replace("DIR", folder.toString()));
        assertThat(commands.run).isEmpty();
        assertThat(run).doesNotExist();
    }

    @Test
    void weightsOfAnotherNetworkToStartWithShowBeforeTheFirstStep() throws IOException {
        var start = folder.resolve("start.safetensors");
        TestWeights.write(new LightMask(24), start);
        Files.writeString(folder.resolve("student.yaml"), Recipes.tiny(1).replace("\"\"", start.toString()));
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("student.yaml:3: start: " + start + ": weights do not fit the network: ");
        assertThat(commands.run).isEmpty();
    }

    @Test
    void aTeacherThatNobodyLearnsFromShowsBeforeTheFirstStep() throws IOException {
        Files.writeString(folder.resolve("teacher.yaml"), Recipes.tiny(1));
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE + "teacher: teacher.yaml\n");
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "student.yaml:1: distillation.teachers: expected one whose weights are ${teacher},"
                                + " which the pipeline trains, found none; name it there, or as start, or leave out the"
                                + " pipeline's teacher");
        assertThat(commands.run).isEmpty();
    }

    /** As the models of the zoo were made: small pictures first, and on from there. */
    @Test
    void aStudentMayGoOnFromWhatThePipelineTrained() throws IOException {
        Files.writeString(folder.resolve("teacher.yaml"), Recipes.tiny(1));
        Files.writeString(folder.resolve("student.yaml"), Recipes.tiny(1).replace("start: \"\"", "start: ${teacher}"));
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE + "teacher: teacher.yaml\n");
        commands.curves = Map.of("teacher", "epoch,map50\n1,0.60\n", "student", "epoch,map50\n1,0.61\n");
        assertThat(run(false)).isTrue();
        assertThat(commands.names()).startsWith("data", "train", "train", "prune");
        assertThat(run.resolve("gate.json"))
                .content()
                .contains("its student's 0.6100, each at the size of its recipe: it went on from these weights");
    }

    @Test
    void aStudentMayLearnFromAnAssistantThatThePipelineTaught() throws IOException {
        Files.writeString(folder.resolve("teacher.yaml"), Recipes.tiny(1));
        var assistant = Files.writeString(
                folder.resolve("assistant.yaml"),
                TAUGHT.replace(
                        "${teacher}", run.resolve("teacher/best.safetensors").toString()));
        Files.writeString(
                folder.resolve("student.yaml"),
                TAUGHT.replaceAll("weights: *\"\\$\\{teacher}\"", "recipe: \"" + assistant + "\""));
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE + "teacher: teacher.yaml\n");
        assertThat(run(false)).isTrue();
        assertThat(commands.names()).startsWith("data", "train", "distill");
    }

    @Test
    void recipesOfSomebodysOwnAreNotTakenForTheRuns() throws IOException {
        var own = Files.createDirectories(run.resolve("recipes")).resolve("pipeline.yaml");
        Files.copy(folder.resolve("pipeline.yaml"), own);
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        own.getParent() + ": expected none, since a run keeps its recipes there, found one that no run"
                                + " here has made; choose another folder");
        assertThat(own).exists();
        assertThat(commands.run).isEmpty();
    }

    @Test
    void aFineStudentOfATeacherThatSeesViewsEnlargedIsPruned() throws IOException {
        Files.writeString(folder.resolve("teacher.yaml"), Recipes.tiny(1));
        Files.writeString(
                folder.resolve("student.yaml"),
                TAUGHT.replace("neck: 16", "network: lightmask-fine-n16").replace("\"}", "\", enlarge: 2}"));
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE + "teacher: teacher.yaml\n");
        assertThat(run(false)).isTrue();
        assertThat(commands.names()).startsWith("data", "train", "distill", "prune", "train");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAStoppedRunSaysToDoIsDoneInTheSameFolder(boolean mended) throws IOException {
        String clean = commands.found;
        commands.found = """
            train/images/1.jpg: expected the label file labels/1.txt, found none
            train 2 pictures, val 1; 1 problems; 0 pictures of val look like one of train
            """;
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("step data: expected a clean data set, found\n" + commands.found)
                .hasMessageEndingWith("mend it, or set onDataProblems: report, and run this again");
        if (mended) {
            TinyFaces.write(folder.resolve("data"), "train", 3);
            commands.found = clean;
        } else {
            Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE + "onDataProblems: report\n");
        }
        assertThat(run(false)).isTrue();
        assertThat(run.resolve("recipes/pipeline.yaml")).hasSameTextualContentAs(folder.resolve("pipeline.yaml"));
    }

    @Test
    void whatWasMadeOfDataKeepsItsManifestWhenTheDataIsCheckedAgain() throws IOException {
        assertThat(run(false)).isTrue();
        Files.delete(run.resolve("data.txt"));
        commands.found = "train 2 pictures, val 1; 0 problems; 1 pictures of val look like one of train\n";
        assertThatThrownBy(() -> run(true))
                .hasMessageEndingWith("mend it, or set onDataProblems: report, and begin in another folder");
        assertThat(run.resolve("run.json")).exists();
        assertThat(run.resolve("recipes/pipeline.yaml")).exists();
    }

    @Test
    void aRecipeThatStandsOnAFileIsKeptWhole() throws IOException {
        var base = Files.writeString(
                folder.resolve("base.yaml"), TUNE.replace("warmupSteps: 2", "warmupSteps: 2, cosineEpochs: 3"));
        Files.writeString(folder.resolve("tune.yaml"), "preset: base.yaml\nnetwork: ${network}\nbatch: 3\n");
        assertThat(run(false)).isTrue();

        assertThat(run.resolve("recipes/tune.yaml"))
                .content()
                .contains("start: ${pruned}")
                .doesNotContain("preset");
        var filled = Recipe.read(run.resolve("steps/tune.yaml"));
        assertThat(filled.batch()).isEqualTo(3);
        assertThat(filled.optimiser().cosineEpochs()).isEqualTo(3);
        assertThat(filled.start()).isEqualTo(run.resolve("pruned.safetensors").toString());

        assertThat(run(true)).isTrue();
        Files.writeString(base, Files.readString(base).replace("seed: 1", "seed: 2"));
        assertThatThrownBy(() -> run(true)).hasMessageContaining("run.json: recipes: tune: expected");
    }

    @Test
    void whereARunIsUnderWayAnotherIsRefusedAndTheRunGoesOn() throws IOException {
        try (var _ = FolderLock.take(run)) {
            assertThatThrownBy(() -> run(true))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(run + ": expected a run folder that nobody works in, found process ");
            assertThat(commands.run).isEmpty();
            assertThat(run.resolve("run.json")).doesNotExist();
        }
        assertThat(run(true)).isTrue();
        assertThat(run(true)).isTrue();
    }
}
