package io.maskgate.models.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.calibrate.ScoreCalibration;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.fixtures.SelfLabelled;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.fixtures.TinyFaces;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two pictures: too few to tell anything. */
class CalibrateCommandTest extends BeforeMaskgate {
    @BeforeEach
    void aRunAndTwoPictures() throws IOException {
        TinyFaces.write(folder, "val", 2);
        TestWeights.write(new LightMask(16), folder.resolve("best.safetensors"));
        Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1));
    }

    @Test
    void whatATrainingMadeIsNotWrittenOver() throws IOException {
        var best = folder.resolve("best.safetensors");
        byte[] trained = Files.readAllBytes(best);

        assertThat(calibrate(best, "--if-possible")).isEqualTo(2);

        assertThat(err.toString()).contains("--out: expected another file than " + best);
        assertThat(best).hasBinaryContent(trained);
    }

    @Test
    void tooFewDetectionsAreRefusedUnlessTheWeightsMayStayAsTheyAre() throws IOException {
        var calibrated = folder.resolve("calibrated.safetensors");

        assertThat(calibrate(calibrated)).isEqualTo(2);
        assertThat(err.toString()).contains("facemask: expected at least 20 right and 20 wrong detections, found");
        assertThat(calibrated).doesNotExist();

        assertThat(calibrate(calibrated, "--if-possible")).isZero();
        assertThat(out.toString()).startsWith("not calibrated: facemask: expected at least 20 right");
        assertThat(Safetensors.read(calibrated).metadata())
                .isEqualTo(Safetensors.read(folder.resolve("best.safetensors")).metadata());
    }

    /** Of what is found in one of them the surer half is right. */
    @Test
    void theWeightsSayOnWhichPicturesOfSeveralDataSetsTheyWereCalibrated() throws IOException, VideoException {
        var onnx = folder.resolve("fp32.onnx");
        var best = folder.resolve("best.safetensors");
        new OnnxExporter("tiny", 64, 64)
                .write(new LightMask(16), Safetensors.read(best).values(), Sha256.of(best), onnx);
        var found = folder.resolve("found");
        TinyFaces.write(found, "val", 12);
        SelfLabelled.label(found.resolve("val"), onnx, 0.5);
        var calibrated = folder.resolve("calibrated.safetensors");

        assertThat(calibrate(calibrated, "--add", found)).as(err.toString()).isZero();

        assertThat(Safetensors.read(calibrated).metadata())
                .containsKey("calibration")
                .containsEntry("calibrated", "on val of 3 data sets, 16 pictures");
    }

    @Test
    void weightsThatAreCalibratedAlreadyAreRefusedBeforePicturesAreJudged() throws IOException {
        var best = folder.resolve("best.safetensors");
        var line = new ScoreCalibration(1.5, 0.8);
        CalibratedWeights.of(Safetensors.read(best), Map.of(MaskLabel.FACEMASK, line, MaskLabel.NO_FACEMASK, line))
                .write(best);
        var calibrated = folder.resolve("calibrated.safetensors");

        assertThat(calibrate(calibrated, "--if-possible")).isEqualTo(2);

        assertThat(err.toString())
                .startsWith(best + ": expected weights as they were trained, found them calibrated already: ")
                .endsWith("; give the run's best.safetensors" + System.lineSeparator());
        assertThat(calibrated).doesNotExist();
    }

    /** It would be judged at that one's input size. */
    @Test
    void aRecipeOfAnotherNetworkThanTheWeightsIsRefused() throws IOException {
        var recipe = folder.resolve("recipe.yaml");
        Files.writeString(recipe, Recipes.tiny(1).replace("neck: 16", "network: lightmask-fine-n16"));

        assertThat(calibrate(folder.resolve("calibrated.safetensors"), "--if-possible"))
                .isEqualTo(2);

        assertThat(err.toString())
                .startsWith(recipe + ": network: expected lightmask-n16, of which the weights are, found"
                        + " lightmask-fine-n16; give the recipe.yaml of the run they are from");
    }

    @Test
    void aPictureThatTheGatewayCannotReadIsNamed() throws IOException {
        var cut = folder.resolve("val/images/1.png");
        // Its header is whole: signature and IHDR.
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 33));

        assertThat(calibrate(folder.resolve("calibrated.safetensors"), "--if-possible"))
                .isZero();

        assertThat(err.toString()).contains(cut + ": picture: the PNG data is damaged");
    }

    private int calibrate(Path to, Object... more) {
        var words = new ArrayList<Object>(List.of("calibrate", "--checkpoint"));
        words.addAll(List.of(folder.resolve("best.safetensors"), "--recipe", folder.resolve("recipe.yaml")));
        words.addAll(List.of("--data", folder, "--add", folder, "--out", to));
        words.addAll(List.of(more));
        return maskgate(words.toArray());
    }
}
