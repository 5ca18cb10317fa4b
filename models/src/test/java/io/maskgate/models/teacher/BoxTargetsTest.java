package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.data.SoftFace;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A view of 32 x 32: anchors 0 to 15 of stride 8 (row-major, centres 4, 12, 20, 28), 16 to 19 of stride 16, 20 of stride
 * 32. The student scores 1/2 everywhere and predicts boxes of no overlap but where a test sets them.
 */
class BoxTargetsTest {
    private static final int BINS = 16;
    private static final float NOTHING = (float) Math.log(0.001 / 0.999);
    /** The anchor at 12, 12. */
    private static final int CHOSEN = 5;

    private final Anchors anchors = Anchors.of(32, 32);
    private final float[] scores = new float[2 * anchors.count()];
    private final float[] boxes = new float[4 * anchors.count()];
    private final BoxTargets targets = new BoxTargets(anchors, BINS, 0.3, true);

    @BeforeEach
    void student() {
        Arrays.fill(scores, 0.5f);
        for (int a = 0; a < anchors.count(); a++) {
            box(a, -100, -100, -90, -90);
        }
    }

    private void box(int anchor, float... corners) {
        System.arraycopy(corners, 0, boxes, 4 * anchor, 4);
    }

    private float[][] taught(SoftFace... faces) {
        try (var _ = new PointerScope()) {
            var teaching = targets.of(new Predictions(scores, boxes), List.of(List.of(faces)));
            return new float[][] {
                Tensors.toFloats(teaching.classes()),
                Tensors.toFloats(teaching.foreground()),
                Tensors.toFloats(teaching.sides().orElseThrow())
            };
        }
    }

    @Test
    void theAnchorThatFitsABoxIsToGiveItsProbabilitiesTimesTheOverlap() {
        // Predicted 6..24 against 8..24: overlap 256 / 324. It is the best, so its quality is its overlap.
        box(CHOSEN, 6, 6, 24, 24);
        var taught = taught(new SoftFace(8, 8, 24, 24, 0.6f, 0.3f));
        double overlap = 256.0 / 324;
        assertThat(taught[0][2 * CHOSEN]).isCloseTo(logit(0.6 * overlap), within(1e-4f));
        assertThat(taught[0][2 * CHOSEN + 1]).isCloseTo(logit(0.3 * overlap), within(1e-4f));
        assertThat(taught[1][CHOSEN]).isCloseTo(0.9f, within(1e-6f));
    }

    @Test
    void theBoxIsTaughtAsTheTwoBinsAroundEachDistance() {
        box(CHOSEN, 6, 6, 24, 24);
        var sides = taught(new SoftFace(8, 10, 24, 24, 0.6f, 0.3f))[2];
        int at = 4 * BINS * CHOSEN;
        // From 12, 12 in strides of 8: left 1/2, top 1/4, right and bottom 3/2.
        assertThat(Math.exp(sides[at])).isCloseTo(0.5, within(1e-5));
        assertThat(Math.exp(sides[at + 1])).isCloseTo(0.5, within(1e-5));
        assertThat(Math.exp(sides[at + BINS])).isCloseTo(0.75, within(1e-5));
        assertThat(Math.exp(sides[at + BINS + 1])).isCloseTo(0.25, within(1e-5));
        assertThat(Math.exp(sides[at + 2 * BINS + 1])).isCloseTo(0.5, within(1e-5));
        assertThat(Math.exp(sides[at + 3 * BINS + 2])).isCloseTo(0.5, within(1e-5));
        assertThat(Math.exp(sides[at + 2])).isCloseTo(1e-4, within(1e-6));
    }

    /** At 10 the floor under the other bins would be nearly half as high as they are. */
    @Test
    void theyAreTaughtAsDistancesSinceATemperatureWouldFlattenThem() {
        box(CHOSEN, 6, 6, 24, 24);
        var logits = Arrays.copyOfRange(
                taught(new SoftFace(8, 10, 24, 24, 0.6f, 0.3f))[2], 4 * BINS * CHOSEN, 4 * BINS * CHOSEN + BINS);
        assertThat(onTheTwoBins(logits, 1)).isGreaterThan(0.99);
        assertThat(onTheTwoBins(logits, 10)).isLessThan(0.4);
        try (var _ = new PointerScope()) {
            assertThat(targets.of(new Predictions(scores, boxes), List.of(List.of()))
                            .points())
                    .isTrue();
        }
    }

    private static double onTheTwoBins(float[] logits, double temperature) {
        double all = 0;
        for (float logit : logits) {
            all += Math.exp(logit / temperature);
        }
        return (Math.exp(logits[0] / temperature) + Math.exp(logits[1] / temperature)) / all;
    }

    @Test
    void farFromEveryBoxIsBackgroundWithoutWeight() {
        box(CHOSEN, 6, 6, 24, 24);
        var taught = taught(new SoftFace(8, 8, 24, 24, 0.6f, 0.3f));
        for (int a : List.of(0, 3, 12, 15)) {
            assertThat(taught[0][2 * a]).isCloseTo(NOTHING, within(1e-4f));
            assertThat(taught[0][2 * a + 1]).isCloseTo(NOTHING, within(1e-4f));
            assertThat(taught[1][a]).isZero();
        }
    }

    @Test
    void whatTheTeacherIsNotSureOfIsNotTaught() {
        box(CHOSEN, 6, 6, 24, 24);
        assertThat(taught(new SoftFace(8, 8, 24, 24, 0.15f, 0.1f))[1]).containsOnly(0);
        assertThat(taught()[1]).containsOnly(0);
    }

    @Test
    void aViewIsNotTaughtWhatIsInAnother() {
        var two = new Predictions(twice(scores), twice(boxes));
        try (var _ = new PointerScope()) {
            var teaching = targets.of(two, List.of(List.of(), List.of(new SoftFace(8, 8, 24, 24, 0.6f, 0.3f))));
            var foreground = Tensors.toFloats(teaching.foreground());
            assertThat(Arrays.copyOf(foreground, anchors.count())).containsOnly(0);
            assertThat(foreground[anchors.count() + CHOSEN]).isCloseTo(0.9f, within(1e-6f));
        }
    }

    private static float[] twice(float[] values) {
        var both = Arrays.copyOf(values, 2 * values.length);
        System.arraycopy(values, 0, both, values.length, values.length);
        return both;
    }

    private static float logit(double p) {
        return (float) Math.log(p / (1 - p));
    }
}
