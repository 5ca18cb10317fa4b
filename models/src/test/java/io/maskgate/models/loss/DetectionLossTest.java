package io.maskgate.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * One picture of 32 x 32 (4 x 4 anchors of stride 8, 2 x 2 of 16, one of 32) with one face from 8, 8 to 24, 24. The anchor
 * at 12, 12 predicts left and top 0 or 1 strides away with 1/4 and 3/4, right and bottom 1 or 2 with 1/2 each: its box is
 * 6, 6, 24, 24. The face lies 1/2, 1/2, 3/2, 3/2 strides from it.
 */
class DetectionLossTest {
    private static final int BINS = 16;
    private static final int CHOSEN = 5;
    private static final float OVERLAP = 256 / 324f;

    private final Anchors anchors = Anchors.of(32, 32);
    private final TaskAlignedAssigner assigner = new TaskAlignedAssigner(1, 0.5, 6, 0);
    private final DetectionLoss loss = new DetectionLoss(anchors, BINS, assigner, new LossWeights(7.5, 0.5, 1.5, 0));
    private final List<List<Face>> faces = List.of(List.of(new Face(8, 8, 24, 24, 0)));

    private final float[] classes = new float[2 * anchors.count()];
    private final float[] sides = sides();

    private float[] sides() {
        var logits = new float[4 * BINS * anchors.count()];
        int row = 4 * BINS * CHOSEN;
        Arrays.fill(logits, row, row + 4 * BINS, -60);
        for (int side = 0; side < 2; side++) {
            logits[row + side * BINS] = (float) Math.log(0.25);
            logits[row + side * BINS + 1] = (float) Math.log(0.75);
            logits[row + (side + 2) * BINS + 1] = (float) Math.log(0.5);
            logits[row + (side + 2) * BINS + 2] = (float) Math.log(0.5);
        }
        return logits;
    }

    @Test
    void partsAreThoseOfTheHandComputation() {
        try (var _ = new PointerScope()) {
            var result = loss.of(flat(), faces, List.of(List.of()));
            assertThat(result.positives()).isEqualTo(1);
            // CIoU: 1 - 256/324 + 2/648, the shapes are alike; times the wanted score, which is the overlap
            assertThat(result.box()).isCloseTo((1 - OVERLAP + 2 / 648f) * OVERLAP, within(1e-5f));
            // DFL: left, top (ln 4 + ln 4/3) / 2 each, right, bottom ln 2 each; mean 0.765068
            assertThat(result.distribution()).isCloseTo(0.765068f * OVERLAP, within(1e-5f));
            // 42 logits of 0 cost ln 2 each, whatever is wanted
            assertThat(result.classes()).isCloseTo((float) (42 * Math.log(2)), within(1e-4f));
            assertThat(result.total().item_float())
                    .isCloseTo(
                            7.5f * result.box() + 0.5f * result.classes() + 1.5f * result.distribution(),
                            within(1e-4f));
        }
    }

    @Test
    void focalModulationWeighsEachLogitByItsError() {
        var focal = new DetectionLoss(anchors, BINS, assigner, new LossWeights(0, 1, 0, 2));
        try (var _ = new PointerScope()) {
            var result = focal.of(flat(), faces, List.of(List.of()));
            // p is 1/2 everywhere: 41 errors of 1/2, one of overlap - 1/2
            double expected = Math.log(2) * (41 * 0.25 + (OVERLAP - 0.5) * (OVERLAP - 0.5));
            assertThat(result.classes()).isCloseTo((float) expected, within(1e-4f));
        }
    }

    @Test
    void anIgnoredAnchorCostsNothing() {
        try (var _ = new PointerScope()) {
            var all = List.of(List.of(new Face(0, 0, 32, 32, 1)));
            var result = loss.of(flat(), faces, all);
            assertThat(result.classes()).isCloseTo((float) (2 * Math.log(2)), within(1e-5f));
        }
    }

    @Test
    void aPictureWithoutFacesHasOnlyClassLoss() {
        try (var _ = new PointerScope()) {
            var result = loss.of(flat(), List.of(List.of()), List.of(List.of()));
            assertThat(result.positives()).isZero();
            assertThat(result.box()).isZero();
            assertThat(result.classes()).isCloseTo((float) (42 * Math.log(2)), within(1e-4f));
        }
    }

    @Test
    void theGradientOfTheClassLogitsIsThatOfFiniteDifferences() {
        classes[2 * CHOSEN] = 0.7f;
        classes[2 * CHOSEN + 1] = -0.4f;
        float[] gradient = gradients()[0];
        for (int i : List.of(2 * CHOSEN, 2 * CHOSEN + 1, 0, 41)) {
            // Assigned is the same anchor, wanted its overlap: neither depends on the scores.
            double expected = slope(classes, i, 1);
            assertThat(gradient[i]).as("class logit %d", i).isCloseTo((float) expected, within(2e-3f));
        }
    }

    @Test
    void theGradientOfTheSidesIsThatOfFiniteDifferencesWithTheAssignmentHeldFixed() {
        float[] gradient = gradients()[1];
        int row = 4 * BINS * CHOSEN;
        for (int i : List.of(row, row + 1, row + BINS + 1, row + 2 * BINS + 2, row + 3 * BINS + 1)) {
            double expected = slope(sides, i, OVERLAP);
            assertThat(gradient[i]).as("side logit %d", i - row).isCloseTo((float) expected, within(2e-3f));
            assertThat(Math.abs(gradient[i])).isGreaterThan(0.01f);
        }
    }

    @Test
    void sidesOfOtherAnchorsGetNoGradient() {
        float[] gradient = gradients()[1];
        for (int i = 0; i < gradient.length; i++) {
            if (i / (4 * BINS) != CHOSEN) {
                assertThat(gradient[i]).isZero();
            }
        }
    }

    /**
     * Central difference of the weighted loss. For sides, box and distribution loss are taken per unit of wanted score
     * and multiplied by {@code wanted}: in the gradient the wanted score is a constant, in the loss it moves along.
     */
    private double slope(float[] logits, int index, float wanted) {
        float step = 0.02f;
        float before = logits[index];
        logits[index] = before + step;
        double up = value(wanted);
        logits[index] = before - step;
        double down = value(wanted);
        logits[index] = before;
        return (up - down) / (2 * step);
    }

    private double value(float wanted) {
        try (var _ = new PointerScope()) {
            var flat = flat();
            var result = loss.of(flat, faces, List.of(List.of()));
            if (wanted == 1) {
                return 0.5 * result.classes();
            }
            var decoded = Predictions.of(flat, anchors, BINS);
            float now = assigner.assign(
                            anchors, decoded.scores(), 0, 2, decoded.boxes(), 0, faces.getFirst(), List.of())
                    .quality()[CHOSEN];
            return (7.5 * result.box() + 1.5 * result.distribution()) / now * wanted;
        }
    }

    private float[][] gradients() {
        try (var _ = new PointerScope()) {
            var flat = flat();
            flat.classes().set_requires_grad(true);
            flat.sides().set_requires_grad(true);
            loss.of(flat, faces, List.of(List.of())).total().backward();
            return new float[][] {
                Tensors.toFloats(flat.classes().grad()),
                Tensors.toFloats(flat.sides().grad())
            };
        }
    }

    private Predictions.Flat flat() {
        Tensor c = Tensors.floats(classes, 1, anchors.count(), 2);
        return new Predictions.Flat(c, Tensors.floats(sides, 1, anchors.count(), 4 * BINS));
    }
}
