package io.maskgate.models.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.export.OracleModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two pictures of 128 x 64, which lie in the input of 64 x 64 at half size below 16 rows of padding. Both have a facemask
 * from 20, 10 to 60, 50 (input: 10, 21 to 30, 41); the second also a face without from 80, 10 to 120, 50 (input: 40, 21 to
 * 60, 41).
 */
class EvaluationTest {
    private static final float[] BOXES = {10, 21, 30, 41, 40, 21, 60, 41};

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void pictures() throws IOException {
        model = folder.resolve("fp32.onnx");
        Files.createDirectories(folder.resolve("val/images"));
        Files.createDirectories(folder.resolve("val/labels"));
        String facemask = "0 0.3125 0.46875 0.3125 0.625\n";
        picture("a", facemask);
        picture("b", facemask + "1 0.78125 0.46875 0.3125 0.625\n");
    }

    private void picture(String name, String labels) throws IOException {
        var image = new BufferedImage(128, 64, BufferedImage.TYPE_3BYTE_BGR);
        ImageIO.write(
                image, "jpg", folder.resolve("val/images/" + name + ".jpg").toFile());
        Files.writeString(folder.resolve("val/labels/" + name + ".txt"), labels);
    }

    private EvaluationResult evaluate(float... scores) throws IOException {
        OracleModel.write(model, 64, 64, BOXES, scores);
        return new Evaluation(model, 1).run(FaceDataset.read(folder, "val"), "val", _ -> {});
    }

    @Test
    void boxesAreMappedBackThroughTheLetterboxAndJudgedInPicturePixels() throws IOException {
        // the first anchor is right on both pictures; the second is right on b and false on a
        var result = evaluate(0.9f, 0, 0, 0.8f);

        var report = result.report();
        assertThat(report.pictures()).isEqualTo(2);
        assertThat(report.ap50(MaskLabel.FACEMASK)).isEqualTo(1);
        assertThat(report.of(MaskLabel.FACEMASK).ap5095()).isEqualTo(1);
        // false on a first, right on b second, of equal score: precision 1/2 at every recall
        assertThat(report.ap50(MaskLabel.NO_FACEMASK)).isEqualTo(0.5);
        assertThat(report.map50()).isEqualTo(0.75);
        assertThat(report.faceRecall()).isEqualTo(1);
        assertThat(report.faceAccuracy()).isEqualTo(1);
        assertThat(report.faces().truths()).isEqualTo(3);
        assertThat(result.model().name()).isEqualTo("oracle");
        assertThat(result.engine()).isEqualTo("onnxruntime cpu fp32");
    }

    @Test
    void aWrongLabelCostsPrecisionAndLabelAccuracyButNotRecall() throws IOException {
        var report = evaluate(0, 0.9f, 0, 0.8f).report();
        assertThat(report.ap50(MaskLabel.FACEMASK)).isZero();
        assertThat(report.faceRecall()).isEqualTo(1);
        assertThat(report.faceAccuracy()).isEqualTo(1 / 3.0);
    }

    @Test
    void timesAreMeasuredForEachStep() throws IOException {
        var times = evaluate(0.9f, 0, 0, 0.8f).milliseconds();
        assertThat(times.decode()).isPositive();
        assertThat(times.letterbox()).isPositive();
        assertThat(times.engine()).isPositive();
        assertThat(times.selection()).isNotNegative();
    }

    @Test
    void aPictureThatCannotBeReadIsNamedAndTheOthersAreJudged() throws IOException {
        var data = FaceDataset.read(folder, "val");
        Files.writeString(folder.resolve("val/images/a.jpg"), "no picture any more");
        OracleModel.write(model, 64, 64, BOXES, new float[] {0.9f, 0, 0, 0.8f});
        var seen = new ArrayList<Integer>();

        var result = new Evaluation(model, 1).run(data, "val", seen::add);

        assertThat(result.unreadable())
                .hasSize(1)
                .first()
                .asString()
                .startsWith(folder.resolve("val/images/a.jpg") + ": ");
        assertThat(result.report().pictures()).isEqualTo(1);
        assertThat(seen).isEqualTo(List.of(1, 2));
        assertThat(EvaluationText.of(result)).contains("1 pictures could not be read");
    }

    /** The gateway's decoder shows it as far as it goes, and grey for the rest; a training leaves it out. */
    @Test
    void aJpegThatBreaksOffIsLeftOutAsATrainingLeavesItOut() throws IOException {
        var broken = folder.resolve("val/images/a.jpg");
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(whole, whole.length - 40));

        var result = evaluate(0.9f, 0, 0, 0.8f);

        assertThat(result.unreadable())
                .singleElement()
                .asString()
                .startsWith(broken + ": expected a readable RGB or grey picture, found: ");
        assertThat(result.report().pictures()).isEqualTo(1);
        assertThat(result.report().faces().truths()).isEqualTo(2);
    }

    @Test
    void withoutAnyPictureThereIsNoResult() throws IOException {
        OracleModel.write(model, 64, 64, BOXES, new float[] {0.9f, 0, 0, 0.8f});
        Files.delete(folder.resolve("val/images/a.jpg"));
        Files.delete(folder.resolve("val/images/b.jpg"));
        var data = FaceDataset.read(folder, "val");
        assertThatThrownBy(() -> new Evaluation(model, 1).run(data, "val", _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("evaluation on val: expected pictures, found none that can be read");
    }

    @Test
    void theJsonHoldsTheFiguresRounded() throws IOException {
        var json = new JsonMapper().readTree(EvaluationJson.text(evaluate(0.9f, 0, 0, 0.8f)));
        assertThat(json.path("schema").asText()).isEqualTo("maskgate.evaluation/1");
        assertThat(json.path("model").asText()).isEqualTo("oracle@01234567");
        assertThat(json.path("map50").asDouble()).isEqualTo(0.75);
        assertThat(json.at("/classes/no facemask/ap50").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/classes/facemask/faces").asInt()).isEqualTo(2);
        assertThat(json.at("/sizes/medium/recall").asDouble()).isEqualTo(1);
        assertThat(json.at("/data/pictures").asInt()).isEqualTo(2);
        assertThat(json.at("/milliseconds/engine").isNumber()).isTrue();
    }

    @Test
    void facesFoundAreToldAtTheLowScoreAndAtAGatewaysWithBothScores() throws IOException {
        var result = evaluate(0.9f, 0, 0, 0.4f);
        var json = EvaluationJson.of(result);
        assertThat(json.at("/faces/score").asDouble()).isEqualTo(0.25);
        assertThat(json.at("/faces/recall").asDouble()).isEqualTo(1);
        assertThat(json.at("/gateway/score").asDouble()).isEqualTo(0.7);
        assertThat(json.at("/gateway/recall").asDouble()).isEqualTo(0.6667);
        assertThat(json.at("/gateway/accuracy").asDouble()).isEqualTo(1);
        assertThat(json.at("/gateway/faces").asInt()).isEqualTo(3);
        assertThat(json.at("/gateway/sizes/medium/recall").asDouble()).isEqualTo(0.6667);
        assertThat(EvaluationText.of(result))
                .contains("faces            found  label ok   faces  at 0.70\n")
                .contains("all             1.0000    1.0000       3   0.6667\n")
                .contains(
                        "(found and label ok at score 0.25; at 0.70: found at the score that a gateway asks for by default;");
    }

    /** In the second case the first anchor has the other label on both, the second is on no face of a. */
    @Test
    void detectionsThatAreNoFaceOfTheirLabelAreCountedAtAGatewaysScore() throws IOException {
        assertThat(EvaluationJson.of(evaluate(0.9f, 0, 0, 0.8f)).at("/gateway/false"))
                .isEqualTo(IntNode.valueOf(1));
        assertThat(EvaluationJson.of(evaluate(0, 0.9f, 0, 0.8f)).at("/gateway/false"))
                .isEqualTo(IntNode.valueOf(3));
        assertThat(EvaluationJson.of(evaluate(0, 0.9f, 0, 0.6f)).at("/gateway/false"))
                .isEqualTo(IntNode.valueOf(2));
    }

    /** Of the engine's own threads the time is not known, and the caller's share would be taken for all. */
    @Test
    void processorTimeIsToldOfOneThreadOnly() throws IOException {
        var one = evaluate(0.9f, 0, 0, 0.8f);
        assertThat(EvaluationText.of(one)).contains("; processor ");
        assertThat(EvaluationJson.of(one).at("/milliseconds/processor").isNumber())
                .isTrue();
        var two = new Evaluation(model, 2).run(FaceDataset.read(folder, "val"), "val", _ -> {});
        assertThat(EvaluationText.of(two)).doesNotContain("processor");
        assertThat(EvaluationJson.of(two).at("/milliseconds/processor").isMissingNode())
                .isTrue();
    }

    @Test
    void theTableShowsThemToAPerson() throws IOException {
        assertThat(EvaluationText.of(evaluate(0.9f, 0, 0, 0.8f)))
                .contains("oracle@01234567  64x64  onnxruntime cpu fp32, 1 thread")
                .contains("facemask        1.0000    1.0000     1.0000   1.0000       2")
                .contains("mean            0.7500")
                .contains("all             1.0000    1.0000       3");
    }

    @Test
    void whatThereWasNothingToMeasureByIsNotToldAsZero() throws IOException {
        Files.delete(folder.resolve("val/images/b.jpg"));
        Files.delete(folder.resolve("val/labels/b.txt"));
        assertThat(EvaluationText.of(evaluate(0, 0, 0, 0)))
                .contains("facemask        0.0000    0.0000          -   0.0000       1")
                .contains("no facemask          -         -          -        -       0")
                .contains("small                -         -       0")
                .contains("medium          0.0000         -       1");
        Files.writeString(folder.resolve("val/labels/a.txt"), "");
        assertThat(EvaluationText.of(evaluate(0, 0, 0, 0)))
                .contains("facemask             -         -          -        -       0")
                .contains("mean                 -         -\n");
    }

    @Test
    void picturesOfSeveralSourcesAreJudgedBySourceToo() throws IOException {
        assertThat(evaluate(0.9f, 0, 0, 0.8f).sources()).isEmpty();
        picture("street_12", "1 0.78125 0.46875 0.3125 0.625\n");

        var result = evaluate(0.9f, 0, 0, 0.8f);

        assertThat(result.sources()).containsOnlyKeys("", "street");
        assertThat(result.sources().get("street").ap50(MaskLabel.NO_FACEMASK)).isEqualTo(1);
        assertThat(result.sources().get("").ap50(MaskLabel.NO_FACEMASK)).isEqualTo(0.5);
        assertThat(EvaluationText.of(result))
                .contains("(no name)         1.0000       0.5000  1.0000    1.0000         2       3")
                .contains("street                 -       1.0000  1.0000    1.0000         1       1");
        assertThat(EvaluationJson.of(result).at("/sources/street/recall").asDouble())
                .isEqualTo(1);
    }
}
