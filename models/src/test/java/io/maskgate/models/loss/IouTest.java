package io.maskgate.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class IouTest {
    @Test
    void anEqualBoxCostsNothing() {
        assertThat(loss(3, 5, 10, 20, 3, 5, 10, 20)).isCloseTo(0, within(1e-5f));
    }

    @Test
    void ofTwoShiftedSquaresOverlapAndDistanceCount() {
        // IoU 4/28; centres 8 apart (squared), diagonal of the hull 72
        assertThat(loss(0, 0, 4, 4, 2, 2, 6, 6)).isCloseTo(1 - 1 / 7f + 8 / 72f, within(1e-5f));
    }

    @Test
    void boxesThatDoNotMeetAreStillDrawnTogether() {
        // IoU 0; centres 100 apart (squared), hull 14 x 4: 212
        assertThat(loss(0, 0, 4, 4, 10, 0, 14, 4)).isCloseTo(1 + 100 / 212f, within(1e-5f));
    }

    @Test
    void lyingAgainstStandingCountsTheAspectToo() {
        // IoU 1/3; distance 2/32; v = 4/pi^2 (atan 1/2 - atan 2)^2 = 0.167826, alpha = v / (1 - IoU + v) = 0.201111
        assertThat(loss(0, 0, 4, 2, 0, 0, 2, 4)).isCloseTo(0.762918f, within(1e-5f));
    }

    private static float loss(float... both) {
        try (var _ = new PointerScope()) {
            var boxes = Tensors.floats(both, 2, 4);
            return Tensors.toFloats(Iou.ciouLoss(boxes.narrow(0, 0, 1), boxes.narrow(0, 1, 1)))[0];
        }
    }
}
