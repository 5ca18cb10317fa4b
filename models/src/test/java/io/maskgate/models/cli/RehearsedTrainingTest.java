package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.fixtures.Distilling;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recipe names is opened before the first assistant is trained, which may take hours. */
class RehearsedTrainingTest extends BeforeMaskgate {
    private Path recipe;
    private Path run;

    @BeforeEach
    void picturesAndAnAssistant() throws IOException {
        recipe = folder.resolve("recipe.yaml");
        run = folder.resolve("run");
        TinyFaces.write(folder, "train", 4);
        TinyFaces.write(folder, "val", 1);
        Files.writeString(folder.resolve("assistant.yaml"), Recipes.tiny(1));
    }

    private int distill(String student, String teacher) throws IOException {
        Files.writeString(recipe, (student + """
            distillation:
              soft: {weight: 0.5}
              teachers:
                - {name: assistant, recipe: DIR/assistant.yaml}
                - {name: other, %s}
            """.formatted(teacher)).replace("DIR", "" + folder));
        return maskgate("distill", "--data", folder, "--recipe", recipe, "--out", run);
    }

    private void isRefusedBeforeTheAssistantIsTrained(int exit, String expected) {
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).startsWith(expected).doesNotContain("in memory", "assistant assistant");
        assertThat(run).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        weights: DIR/teacher.onnx, adapter: DIR/typo.yaml    | DIR/typo.yaml:1: inptu: unknown key
        weights: DIR/teacher.onnx, adapter: DIR/output.yaml  | model DIR/teacher.onnx: expected the output rows, found
        weights: DIR/teacher.onnx, adapter: DIR/size.yaml    | model DIR/teacher.onnx: inference failed:
        weights: DIR/teacher.onnx, adapter: DIR/column.yaml  | model DIR/teacher.onnx: output scores: expected
        weights: DIR/no.onnx, adapter: DIR/teacher.yaml      | model DIR/no.onnx:
        weights: DIR/turned.safetensors                      | teacher other: DIR/turned.safetensors: weights do not fit
        recipe: DIR/fine.yaml                                | teacher other (lightmask-fine-n16) has strides [4, 8, 16]
        """)
    void aTeacherThatDoesNotFit(String teacher, String expected) throws IOException {
        Distilling.detector(folder);
        var adapter = Files.readString(folder.resolve("teacher.yaml"));
        Files.writeString(folder.resolve("typo.yaml"), adapter.replace("input:", "inptu:"));
        Files.writeString(folder.resolve("output.yaml"), adapter.replace("name: boxes", "name: rows"));
        Files.writeString(folder.resolve("size.yaml"), adapter.replace("width: 64", "width: 32"));
        Files.writeString(folder.resolve("column.yaml"), adapter.replace("facemask: 0", "facemask: 9"));
        Files.writeString(folder.resolve("no.onnx"), "no model");
        Files.writeString(
                folder.resolve("fine.yaml"), Recipes.tiny(1).replace("neck: 16", "network: lightmask-fine-n16"));
        var weights = folder.resolve("turned.safetensors");
        TestWeights.write(new LightMask(16), weights);
        TestWeights.turned(Safetensors.read(weights), "stem.0.weight").write(weights);

        isRefusedBeforeTheAssistantIsTrained(
                distill(Recipes.tiny(1), teacher),
                recipe + ":18: distillation.teachers[1]: " + expected.replace("DIR", folder.toString()));
    }

    @Test
    void aProcessorThatLibtorchIsNotHereFor() throws IOException {
        String here = System.getProperty("os.arch");
        int exit;
        try {
            System.setProperty("os.arch", "aarch64");
            exit = distill(Recipes.tiny(1), "recipe: DIR/assistant.yaml");
        } finally {
            System.setProperty("os.arch", here);
        }
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("training: expected an x86-64 processor, the only kind that libtorch is here for, found"
                        + " aarch64; train on another machine and copy the model's folder: all other commands run"
                        + " here\n");
        assertThat(run).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        weights: DIR/none.safetensors                     | weights: expected a file, found nothing at DIR/none.safe
        weights: DIR/teacher.onnx, adapter: DIR/none.yaml | adapter: expected a file, found nothing at DIR/none.yaml
        recipe: DIR/none.yaml                             | recipe: expected a file, found nothing at DIR/none.yaml
        recipe: DIR/recipe.yaml                           | recipe: expected an assistant with another recipe, found DIR/
        """)
    void aTeacherThatIsNotThere(String teacher, String expected) throws IOException {
        Distilling.detector(folder);
        isRefusedBeforeTheAssistantIsTrained(
                distill(Recipes.tiny(1), teacher),
                recipe + ":18: distillation.teachers[1]." + expected.replace("DIR", folder.toString()));
    }

    @Test
    void anotherAssistantsRecipe() throws IOException {
        var second =
                Files.writeString(folder.resolve("second.yaml"), Recipes.tiny(1).replace("batch: 4", "batsch: 4"));
        isRefusedBeforeTheAssistantIsTrained(
                distill(Recipes.tiny(1), "recipe: DIR/second.yaml"), second + ":4: batsch: unknown key");
    }

    @Test
    void anAssistantsTeacher() throws IOException {
        var second = Files.writeString(
                folder.resolve("second.yaml"), Recipes.tiny(1) + """
            distillation:
              soft: {weight: 0.5}
              teachers: [{name: t, weights: %s}]
            """.formatted(folder.resolve("none.safetensors")));
        isRefusedBeforeTheAssistantIsTrained(
                distill(Recipes.tiny(1), "recipe: DIR/second.yaml"),
                second + ":16: distillation.teachers[0].weights: expected a file, found nothing at ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"expected a file, found nothing at DIR/start", "DIR/start: weights do not fit the network: "})
    void weightsToStartWith(String expected) throws IOException {
        var start = folder.resolve("start");
        if (!expected.startsWith("expected")) {
            TestWeights.write(new LightMask(24), start);
        }
        isRefusedBeforeTheAssistantIsTrained(
                distill(Recipes.tiny(1).replace("\"\"", start.toString()), "recipe: DIR/assistant.yaml"),
                recipe + ":3: start: " + expected.replace("DIR", folder.toString()));
    }

    @Test
    void aTrainingThatGoesOnDoesNotAskForWhatItStartedWith() throws IOException {
        var start = folder.resolve("start.safetensors");
        TestWeights.write(new LightMask(16), start);
        Files.writeString(recipe, Recipes.tiny(2).replace("\"\"", start.toString()));
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run, "--epochs", 1))
                .isZero();
        Files.delete(start);
        assertThat(maskgate("train", "--data", folder, "--recipe", recipe, "--out", run, "--resume"))
                .isZero();
    }
}
