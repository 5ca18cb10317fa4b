package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.export.OracleModel;
import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TinyFaces;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A teacher that finds each of ten faces and says of each that it has no mask. */
class TeacherLabelsTest extends BeforeMaskgate {
    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void aTeacherThatSaysTheOppositeOfTheLabelsIsNamed(int label, boolean said) throws IOException {
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 10);
        for (int i = 0; i < 10; i++) {
            Files.writeString(folder.resolve("val/labels/" + i + ".txt"), label + " 0.5 0.375 0.5 0.5\n");
        }
        var teacher = Distilling.detector(folder);
        OracleModel.write(teacher, 64, 64, new float[] {16, 8, 48, 40}, new float[] {0, 0.9f});
        var recipe = Files.writeString(
                folder.resolve("recipe.yaml"),
                Recipes.tiny(1) + """
            distillation:
              soft: {weight: 0.5}
              teachers: [{name: other, weights: %s, adapter: %s}]
            """.formatted(teacher, folder.resolve("teacher.yaml")));

        assertThat(maskgate("distill", "--data", folder, "--recipe", recipe, "--out", folder.resolve("run")))
                .as(err.toString())
                .isZero();

        String line =
                "val: of 10 faces that teacher other finds 0 have the label that it sees, expected 5 or more; class 0"
                        + " is facemask, 1 no facemask";
        assertThat(err.toString().contains(line)).as(err.toString()).isEqualTo(said);
    }
}
