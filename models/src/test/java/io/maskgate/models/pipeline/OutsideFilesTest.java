package io.maskgate.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.files.JsonFile;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a training reads that lies outside the run's folder: once its step is finished it may go, but not be another. */
class OutsideFilesTest {
    @TempDir
    private Path folder;

    private final FakeCommands commands = new FakeCommands();
    private Path run;

    @BeforeEach
    void aStudentWithAStartATeacherAndAnAssistantThatHasAStartToo() throws IOException {
        run = folder.resolve("run");
        TinyFaces.write(folder.resolve("data"), "train", 2);
        TinyFaces.write(folder.resolve("data"), "val", 1);
        TestWeights.write(new LightMask(16), folder.resolve("start.safetensors"));
        TestWeights.write(new LightMask(16), folder.resolve("first.safetensors"));
        Distilling.detector(folder);
        Files.writeString(folder.resolve("base.yaml"), Recipes.tiny(1));
        write("assistant.yaml", "preset: base.yaml\nstart: DIR/first.safetensors\n");
        write("student.yaml", Recipes.tiny(1).replace("start: \"\"", "start: DIR/start.safetensors") + """
            distillation:
              soft: {weight: 0.5}
              teachers:
                - {name: other, weights: DIR/teacher.onnx, adapter: DIR/teacher.yaml}
                - {name: helper, recipe: DIR/assistant.yaml}
            """);
        write("pipeline.yaml", "name: tiny\nstudent: student.yaml\ngate: {map50: 0.5}\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text.replace("DIR", folder.toString()));
    }

    private boolean run(Commands by) throws IOException {
        return new PipelineRun(folder.resolve("pipeline.yaml"), folder.resolve("data"), run, PictureRoom.ofJava())
                .run(true, by, new PrintWriter(new StringWriter()));
    }

    private void isRefused(Path file, String expected) throws IOException {
        commands.run.clear();
        String found = Sha256.of(file);
        assertThatThrownBy(() -> run(commands))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": expected what step student has read, " + expected + ", found " + found
                        + "; put it back as it was, or begin in another folder");
        assertThat(commands.run).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start.safetensors",
                "teacher.onnx",
                "teacher.yaml",
                "assistant.yaml",
                "base.yaml",
                "first.safetensors"
            })
    void oneThatHasChangedIsRefusedAndOneThatIsGoneIsNotMissed(String name) throws IOException {
        var file = folder.resolve(name);
        assertThat(run(commands)).isTrue();
        byte[] before = Files.readAllBytes(file);
        String sum = Sha256.of(file);
        Files.writeString(file, "another");
        isRefused(file, sum);

        Files.write(file, before);
        assertThat(run(commands)).isTrue();
        Files.delete(file);
        Files.delete(run.resolve("gate.json"));
        assertThat(run(commands)).isTrue();
        assertThat(run.resolve("gate.json")).exists();
        assertThat(commands.run).as("the gate alone is done anew").isEmpty();
    }

    @Test
    void oneThatIsReplacedWhileTheTrainingRunsIsNotTakenForTheOneItRead() throws IOException {
        var start = folder.resolve("start.safetensors");
        String sum = Sha256.of(start);
        Commands slow = (words, out) -> {
            if (words.getFirst().equals("distill")) {
                try {
                    Files.writeString(start, "trained on");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return commands.run(words, out);
        };
        assertThat(run(slow)).isTrue();
        isRefused(start, sum);
    }

    /** Steps used to note what lies in the run's folder alone. */
    @Test
    void aStepOfAnOlderVersionIsFinishedWhateverBecameOfThem() throws IOException {
        assertThat(run(commands)).isTrue();
        var file = run.resolve("steps/student.json");
        var entry = JsonFile.read(file, "");
        assertThat(entry.remove("outside")).hasSize(6);
        Files.writeString(file, entry.toString());
        Files.writeString(folder.resolve("start.safetensors"), "another");
        commands.run.clear();
        assertThat(run(commands)).isTrue();
        assertThat(commands.run).isEmpty();
    }
}
