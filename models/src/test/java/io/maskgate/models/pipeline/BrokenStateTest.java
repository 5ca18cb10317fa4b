package io.maskgate.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run whose files somebody edited by hand. */
class BrokenStateTest {
    @TempDir
    private Path folder;

    private final FakeCommands commands = new FakeCommands();
    private Path run;

    @BeforeEach
    void aRunThatHasEnded() throws IOException {
        run = folder.resolve("run");
        TinyFaces.write(folder.resolve("data"), "train", 2);
        TinyFaces.write(folder.resolve("data"), "val", 1);
        Files.writeString(folder.resolve("student.yaml"), Recipes.tiny(1));
        Files.writeString(folder.resolve("pipeline.yaml"), "name: tiny\nstudent: student.yaml\ngate: {map50: 0.5}\n");
        goOn();
        commands.run.clear();
    }

    private void goOn() throws IOException {
        new PipelineRun(folder.resolve("pipeline.yaml"), folder.resolve("data"), run, PictureRoom.ofJava())
                .run(true, commands, new PrintWriter(new StringWriter()));
    }

    private Path broken(String name) throws IOException {
        var file = run.resolve(name);
        return Files.writeString(file, Files.readString(file).replaceFirst("\n", "\n,"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        run.json           | put it back as it was, or begin in another folder
        steps/student.json | remove it, and the step is done anew
        """)
    void whatIsBrokenIsNamedWithTheRemedy(String name, String remedy) throws IOException {
        var file = broken(name);
        assertThatThrownBy(this::goOn)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ":2:1: expected a JSON object, found Unexpected character (','")
                .hasMessageEndingWith("; " + remedy);
        assertThat(commands.run).isEmpty();
    }

    @Test
    void theRemedyOfAStepHelps() throws IOException {
        Files.delete(broken("steps/student.json"));
        goOn();
        assertThat(commands.names()).containsExactly("train");
    }

    @Test
    void whatAStepMadeIsMadeAnew() throws IOException {
        var file = broken("gate.json");
        goOn();
        assertThat(Verdict.read(file).passed()).isTrue();
    }

    @Test
    void aRemarkInThePipelinesRecipeBindsNoRun() throws IOException {
        var file = folder.resolve("pipeline.yaml");
        String given = Files.readString(file);
        Files.writeString(file, "# a remark\n" + given);
        goOn();
        assertThat(commands.run).isEmpty();

        Files.writeString(file, given);
        var kept = run.resolve("recipes/pipeline.yaml");
        Files.writeString(kept, "# another\n" + Files.readString(kept));
        assertThatThrownBy(this::goOn).hasMessageStartingWith(kept + ": expected what the run was begun with");
    }

    /** It was trained by in place of the one whose sum is in run.json. */
    @Test
    void aRecipeThatWasChangedInTheRunsFolderIsNotGoneOnWith() throws IOException {
        var file = run.resolve("recipes/student.yaml");
        Files.writeString(file, Files.readString(file).replace("seed: 1", "seed: 2"));
        assertThatThrownBy(this::goOn)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": expected what the run was begun with, found another text; remove it, and it is"
                        + " written anew");
        assertThat(commands.run).isEmpty();

        Files.delete(file);
        goOn();
        assertThat(file).content().contains("seed: 1");
        assertThat(commands.run).isEmpty();
    }
}
