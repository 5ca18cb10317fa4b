package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.data.Augmenter;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.train.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
    @TempDir
    private Path folder;

    private Recipe recipe;

    @BeforeEach
    void pictures() throws IOException {
        TinyFaces.write(folder, "train", 3);
        TinyFaces.write(folder, "val", 1);
        recipe = Recipe.read(Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1)));
    }

    private RunRecord noted() throws IOException {
        return noted(List.of(), 0);
    }

    private RunRecord noted(List<Path> more, double share) throws IOException {
        return RunRecord.of(new TrainingData(folder, more, share, 1, new PrintWriter(new StringWriter())));
    }

    @Test
    void anotherPictureOfTheSameNameGivesOtherViewsAndOtherData() throws IOException {
        var before = noted();
        assertThat(noted().views(recipe)).isEqualTo(before.views(recipe));
        Files.copy(
                folder.resolve("train/images/0.png"),
                folder.resolve("train/images/2.png"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(noted().views(recipe)).isNotEqualTo(before.views(recipe));
        assertThat(noted().digest()).isNotEqualTo(before.digest());
    }

    @Test
    void viewsAreOfOneSeedAndOneVersionOfTheAugmentation() throws IOException {
        assertThat(noted().views(recipe)).contains(" views " + Augmenter.VERSION + " ");
        assertThat(noted().views(recipe.withSeed(7))).isNotEqualTo(noted().views(recipe));
    }

    @Test
    void anotherShareOfOwnPicturesGivesOtherViewsAndOtherData() throws IOException {
        TinyFaces.write(folder.resolve("old"), "train", 5);
        var old = List.of(folder.resolve("old"));
        assertThat(noted(old, 0.3).digest())
                .isEqualTo(noted(old, 0).digest() + " share 0.3 of the first 3")
                .isNotEqualTo(noted(old, 0.4).digest());
        assertThat(noted(old, 0.3).views(recipe))
                .as("what teachers said of views without a share is not of these")
                .isNotEqualTo(noted(old, 0).views(recipe))
                .isNotEqualTo(noted(old, 0.4).views(recipe));
    }

    @Test
    void valIsDataButMakesNoViews() throws IOException {
        var before = noted();
        Files.writeString(folder.resolve("val/labels/0.txt"), "1 0.5 0.5 0.25 0.25\n");
        assertThat(noted().views(recipe)).isEqualTo(before.views(recipe));
        assertThat(noted().digest()).isNotEqualTo(before.digest());
    }
}
