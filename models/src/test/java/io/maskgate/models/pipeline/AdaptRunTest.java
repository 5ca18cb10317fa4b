package io.maskgate.models.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.models.export.OracleModel;
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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an adaptation of a model of 96 x 64 asks for; nothing is trained. */
class AdaptRunTest {
    private static final String TRAIN = Recipes.tiny(1)
            .replace("neck: 16", "network: ${network}")
            .replace("start: \"\"", "start: ${start}")
            .replace("evaluation: {width: 64, height: 64", "evaluation: {width: ${width}, height: ${height}")
            .replace("augment: {width: 64, height: 64", "augment: {width: ${height}, height: ${height}");

    @TempDir
    private Path folder;

    private final FakeCommands commands = new FakeCommands();

    @BeforeEach
    void modelAndPictures() throws IOException {
        OracleModel.write(folder.resolve("model/fp32.onnx"), 96, 64, new float[] {1, 1, 9, 9}, new float[] {0, 1});
        TestWeights.write(new LightMask(16), folder.resolve("model/weights.safetensors"));
        TinyFaces.write(folder.resolve("data"), "train", 2);
        TinyFaces.write(folder.resolve("data"), "val", 1);
        Files.createDirectories(folder.resolve("pictures"));
        Files.writeString(folder.resolve("adapt.yaml"), "name: own\ntrain: train.yaml\ngate: {gain: 0}\n");
        Files.writeString(folder.resolve("train.yaml"), TRAIN);
    }

    private boolean run(boolean resume) throws IOException {
        var model = new ModelZoo(List.of()).resolve(folder.resolve("model").toString());
        return new AdaptRun(
                        folder.resolve("adapt.yaml"),
                        model,
                        folder.resolve("pictures"),
                        folder.resolve("data"),
                        folder.resolve("run"))
                .run(resume, commands, new PrintWriter(new StringWriter()));
    }

    @Test
    void theRecipeIsFilledInWithTheModelsSize() throws IOException {
        assertThat(run(false)).isTrue();
        var filled = Recipe.read(folder.resolve("run/steps/train.yaml"));
        assertThat(filled.evaluation()).isEqualTo(new Recipe.Evaluation(96, 64, 1));
        assertThat(filled.phase(0).augment().width()).isEqualTo(64);
        assertThat(filled.build()).isEqualTo(new LightMask(16));
    }

    @Test
    void aRecipeOfAnotherSizeIsRefusedBeforeTheFirstStep() throws IOException {
        Files.writeString(folder.resolve("train.yaml"), TRAIN.replace("{width: ${width}", "{width: 64"));
        assertThatThrownBy(() -> run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("train.yaml") + ": evaluation: expected 96 x 64, the input of model, found"
                        + " 64 x 64; write ${width} and ${height}");
        assertThat(commands.run).isEmpty();
    }

    @Test
    void theAdaptedModelIsCalibratedOnBothDomains() throws IOException {
        assertThat(run(false)).isTrue();
        assertThat(commands.names())
                .containsExactly(
                        "data", "evaluate", "evaluate", "train", "calibrate", "export", "evaluate", "evaluate");
        assertThat(commands.words("calibrate"))
                .containsSequence("--data", folder.resolve("run/own").toString())
                .containsSequence("--add", folder.resolve("data").toString());
        assertThat(FakeCommands.option(commands.words("export"), "--checkpoint"))
                .isEqualTo(folder.resolve("run/train/calibrated.safetensors").toString());
    }

    @Test
    void labellingThatWasKilledBeginsAnew() throws IOException {
        Files.createDirectories(folder.resolve("run/own/train/images"));
        assertThat(run(false)).isTrue();
        assertThat(folder.resolve("run/own/summary.json")).exists();
    }
}
