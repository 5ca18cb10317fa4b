package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.recipe.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private static final Path CHECKPOINT = Path.of("checkpoint.safetensors");

    @TempDir
    private Path folder;

    private Recipe recipe() throws IOException {
        return StrictYaml.read(Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1)), Recipe.class);
    }

    /** Earlier versions noted it, so that a run which was copied from one processor to another could not go on. */
    @ParameterizedTest
    @ValueSource(strings = {"cafe+as trained+BFloat16+x2", "cafe+as trained+Float+x2", "cafe+as trained+x2"})
    void whatTeachersWereComputedInKeepsNoRunFromGoingOn(String noted) throws IOException {
        var now = new Origins(recipe(), "cafe+as trained+x2", "data");
        var before = new Checkpoint.Origin(recipe().digest() + noted, "data", "");
        var progress = new Checkpoint.Progress(3, 927, 0.625, before);
        assertThat(now.goOn(CHECKPOINT, progress).from()).isEqualTo(now.now());
    }

    @Test
    void anotherTeacherDoes() throws IOException {
        var now = new Origins(recipe(), "cafe+as trained+x2", "data");
        var before = new Checkpoint.Origin(recipe().digest() + "babe+as trained+x2", "data", "");
        assertThatThrownBy(() -> now.goOn(CHECKPOINT, new Checkpoint.Progress(3, 927, 0.625, before)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was made by another recipe or teacher");
    }
}
