package io.maskgate.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.models.damo.DamoYolo;
import io.maskgate.models.damo.Original;
import io.maskgate.models.damo.Variant;
import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Assignment, losses and gradients of the original DAMO-YOLO, on logits made by formula. */
class AlignOtaLossTest {
    private static final double TOLERANCE = 1e-5;
    private static final List<String> BATCHES = List.of(
            "two_images_regmax16",
            "with_empty_image_regmax16",
            "only_empty_regmax16",
            "two_images_regmax7",
            "confident_regmax16");

    private final JsonNode numbers = Original.numbers("losses");
    private final Anchors anchors = new DamoYolo(Variant.T).anchors(256, 256);

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    /** One of the original's batches. */
    private record Case(JsonNode expected, int bins, float[] classes, float[] sides, List<List<Face>> faces) {
        private List<List<Face>> ignored() {
            return Collections.nCopies(faces.size(), List.of());
        }

        private Predictions.Flat flat() {
            long count = classes.length / 4;
            return new Predictions.Flat(
                    Tensors.floats(classes, 2, count, 2), Tensors.floats(sides, 2, count, 4L * bins));
        }
    }

    private Case named(String name) {
        var expected = numbers.get("head_loss").get(name);
        var withTruth = expected.deepCopy();
        ((ObjectNode) withTruth).set("ground_truth", numbers.get("ground_truth"));
        return new Case(
                expected,
                expected.get("reg_max").asInt() + 1,
                Original.fill(expected.get("formula").get("cls_logits")),
                Original.fill(expected.get("formula").get("reg_logits")),
                Original.faces(withTruth));
    }

    @ParameterizedTest
    @FieldSource("BATCHES")
    void assignmentIsTheOriginals(String name) {
        var batch = named(name);
        try (var _ = new PointerScope()) {
            var decoded = Predictions.of(batch.flat(), anchors, batch.bins());
            var assignments = AlignOtaAssigner.standard().assign(anchors, decoded, 2, batch.faces(), batch.ignored());
            for (int n = 0; n < assignments.size(); n++) {
                var expected = batch.expected().get("assignment").get(n);
                var found = assignments.get(n);
                int[] positive = IntStream.range(0, anchors.count())
                        .filter(a -> found.face()[a] >= 0)
                        .toArray();
                assertThat(positive).containsExactly(Original.ints(expected.get("prior_index")));
                for (int i = 0; i < positive.length; i++) {
                    assertThat(found.face()[positive[i]])
                            .isEqualTo(expected.get("gt_index").get(i).asInt());
                    assertThat(found.quality()[positive[i]])
                            .isCloseTo((float) expected.get("iou_score").get(i).asDouble(), within(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("BATCHES")
    void lossesAndGradientsAreTheOriginals(String name) {
        var batch = named(name);
        // DAMO-YOLO's
        var weights = new LossWeights(2, 1, 0.25, 2);
        var loss = new AlignOtaLoss(anchors, batch.bins(), AlignOtaAssigner.standard(), weights);
        try (var _ = new PointerScope()) {
            var flat = batch.flat();
            flat.classes().set_requires_grad(true);
            flat.sides().set_requires_grad(true);
            var result = loss.of(flat, batch.faces(), batch.ignored());
            result.total().backward();

            var expected = batch.expected().get("loss");
            close(result.total().item_double(), expected.get("total_loss"));
            close(weights.classes() * result.classes(), expected.get("loss_cls"));
            close(weights.box() * result.box(), expected.get("loss_bbox"));
            close(weights.distribution() * result.distribution(), expected.get("loss_dfl"));
            assertThat(result.positives())
                    .isEqualTo(batch.expected().get("num_pos").asInt());
            gradient(Tensors.toFloats(flat.classes().grad()), batch.expected().get("grad_cls_logits"));
            var sides = flat.sides().grad();
            gradient(
                    sides.defined() ? Tensors.toFloats(sides) : new float[batch.sides().length],
                    batch.expected().get("grad_reg_logits"));
        }
    }

    @Test
    void qualityFocalLossIsTheOriginals() {
        var unit = numbers.get("unit_losses").get("quality_focal");
        float[] predicted = Original.fill(unit.get("pred"));
        float[] score = Original.fill(unit.get("score"));
        int[] label = Original.ints(unit.get("labels"));
        var target = new float[predicted.length];
        for (int i = 0; i < label.length; i++) {
            if (label[i] < 2) {
                target[2 * i + label[i]] = score[i];
            }
        }
        var judged = new float[label.length];
        Arrays.fill(judged, 1);
        var labels = new Labels(new long[] {1, label.length, 2}, target, judged, List.of());
        try (var _ = new PointerScope()) {
            // The original takes probabilities; by their logits the value is the same.
            var probabilities = Tensors.floats(predicted, 1, label.length, 2);
            probabilities.set_requires_grad(true);
            var loss = labels.focalLoss(torch.logit(probabilities), 2)
                    .mul(new Scalar(1 / unit.get("avg_factor").asDouble()));
            loss.backward();
            close(loss.item_double(), unit.get("value"));
            float[] gradient = Tensors.toFloats(probabilities.grad());
            for (int i = 0; i < gradient.length; i++) {
                double expected = unit.get("grad_pred").get(i / 2).get(i % 2).asDouble();
                assertThat((double) gradient[i]).isCloseTo(expected, within(2e-5 * Math.max(Math.abs(expected), 1)));
            }
        }
    }

    @Test
    void giouLossIsTheOriginals() {
        var unit = numbers.get("unit_losses").get("giou");
        try (var _ = new PointerScope()) {
            var predicted = boxes(unit.get("pred"));
            predicted.set_requires_grad(true);
            float[] weight = Original.floats(unit.get("weight"));
            var each = Iou.giouLoss(predicted, boxes(unit.get("target")));
            var loss = torch.mul(each, Tensors.floats(weight, weight.length))
                    .sum()
                    .mul(new Scalar(unit.get("loss_weight").asDouble()
                            / unit.get("avg_factor").asDouble()));
            loss.backward();
            close(loss.item_double(), unit.get("value"));
            float[] values = Tensors.toFloats(each);
            for (int i = 0; i < values.length; i++) {
                assertThat(1.0 - values[i]).isCloseTo(unit.get("giou").get(i).asDouble(), within(1e-6));
            }
            float[] gradient = Tensors.toFloats(predicted.grad());
            for (int i = 0; i < gradient.length; i++) {
                assertThat((double) gradient[i])
                        .isCloseTo(unit.get("grad_pred").get(i / 4).get(i % 4).asDouble(), within(1e-6));
            }
        }
    }

    @Test
    void anchorsInIgnoredRegionsThatNothingTakesAreNotJudged() {
        var assigner = AlignOtaAssigner.standard();
        var everywhere = List.of(new Face(-1, -1, 256, 256, 0));
        var scores = new float[2 * anchors.count()];
        var boxes = new float[4 * anchors.count()];
        Arrays.fill(scores, 0.5f);
        var none = assigner.assign(anchors, scores, 0, 2, boxes, 0, List.of(), everywhere);
        assertThat(none.face()).containsOnly(Assignment.IGNORED);

        var one = assigner.assign(anchors, scores, 0, 2, boxes, 0, List.of(new Face(60, 60, 120, 120, 1)), everywhere);
        // No box overlaps anything, so the face takes the one anchor that costs least.
        assertThat(one.positives()).isEqualTo(1);
        assertThat(one.face()).contains(0);
    }

    private static Tensor boxes(JsonNode rows) {
        var values = new float[4 * rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows.get(i / 4).get(i % 4).asDouble();
        }
        return Tensors.floats(values, rows.size(), 4);
    }

    private static void close(double found, JsonNode expected) {
        assertThat(found).isCloseTo(expected.asDouble(), within(TOLERANCE * Math.max(expected.asDouble(), 1e-3)));
    }

    private static void gradient(float[] found, JsonNode expected) {
        double squares = 0;
        for (float value : found) {
            squares += (double) value * value;
        }
        close(Math.sqrt(squares), expected.get("l2"));
        int[] index = Original.ints(expected.get("index"));
        for (int i = 0; i < index.length; i++) {
            double value = expected.get("value").get(i).asDouble();
            assertThat((double) found[index[i]]).isCloseTo(value, within(1e-7 + 2e-5 * Math.abs(value)));
        }
    }
}
