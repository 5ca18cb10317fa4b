package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.files.FolderLock;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a training may not begin. */
class RunFolderTest extends BeforeMaskgate {
    private Path run;
    private Path recipe;

    @BeforeEach
    void pictures() throws IOException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 2);
        run = folder.resolve("run");
        recipe = Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(2));
    }

    private int trained(String command, Object... further) {
        var words = new Object[7 + further.length];
        System.arraycopy(new Object[] {command, "--data", folder, "--recipe", recipe, "--out", run}, 0, words, 0, 7);
        System.arraycopy(further, 0, words, 7, further.length);
        return maskgate(words);
    }

    private void refusedAsSomebodyIsAtWork() {
        assertThat(err.toString())
                .contains(run + ": expected a run folder that nobody works in, found process "
                        + ProcessHandle.current().pid()
                        + " at work in it; wait until it has ended, or choose another folder")
                .doesNotContain("pictures in memory");
        err.getBuffer().setLength(0);
    }

    @Test
    void whereSomebodyTrainsNobodyElseDoesUntilHeHasEnded() throws IOException {
        assertThat(trained("train", "--epochs", 1)).as(err.toString()).isZero();
        err.getBuffer().setLength(0);
        byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.safetensors"));

        try (var _ = FolderLock.take(run)) {
            assertThat(trained("train", "--resume")).isEqualTo(1);
            refusedAsSomebodyIsAtWork();
            assertThat(trained("train")).isEqualTo(1);
            refusedAsSomebodyIsAtWork();
        }
        assertThat(run.resolve("checkpoint.safetensors")).hasBinaryContent(checkpoint);

        assertThat(trained("train", "--resume")).as(err.toString()).isZero();
        assertThat(run.resolve("curve.csv")).content().hasLineCount(3);
    }

    @Test
    void norWhereSomebodyDistils() throws IOException {
        Files.writeString(recipe, Recipes.tiny(1) + Distilling.replayed(folder, 1));
        try (var _ = FolderLock.take(run)) {
            assertThat(trained("distill")).isEqualTo(1);
            refusedAsSomebodyIsAtWork();
        }
        assertThat(run).doesNotExist();
    }

    @Test
    void anAssistantsFolderIsItsOwn() throws IOException {
        var own = Files.writeString(folder.resolve("assistant.yaml"), Recipes.tiny(1));
        Files.writeString(recipe, Recipes.tiny(1) + """
                distillation:
                  teachers: [{name: helper, recipe: "%s"}]
                  soft: {weight: 0.5}
                """.formatted(own));
        run = folder.resolve("run/helper");
        try (var _ = FolderLock.take(run)) {
            run = folder.resolve("run");
            assertThat(trained("distill")).isEqualTo(1);
            assertThat(err.toString()).contains(run.resolve("helper") + ": expected a run folder that nobody works in");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"card.json", "weights.safetensors"})
    void aModelsCurveIsNotReplaced(String name) throws IOException {
        Files.createDirectory(run);
        var curve = Path.of("zoo/lightmask-320/curve.csv");
        Files.copy(curve, run.resolve("curve.csv"));
        Files.writeString(run.resolve(name), "{}");

        assertThat(trained("train", "--resume")).isEqualTo(2);

        assertThat(err)
                .hasToString(run + ": expected a folder for a run, found a model with its " + name
                        + ", whose curve.csv would be replaced; choose another folder" + System.lineSeparator());
        Files.writeString(recipe, Recipes.tiny(1) + Distilling.replayed(folder, 1));
        assertThat(trained("distill")).isEqualTo(2);
        assertThat(run.resolve("curve.csv")).hasSameBinaryContentAs(curve);
        assertThat(run).isDirectoryNotContaining("glob:**/.lock");
    }
}
