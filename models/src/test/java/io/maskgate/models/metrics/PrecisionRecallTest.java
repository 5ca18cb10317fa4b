package io.maskgate.models.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecisionRecallTest {
    /** By hand: right, wrong, right, wrong by falling score, of four faces. */
    @Test
    void aPointForEachFaceFound() {
        var outcomes = new Outcomes(new float[] {0.6f, 0.9f, 0.3f, 0.8f}, new boolean[] {true, true, false, false}, 4);
        var curve = PrecisionRecall.of(outcomes);
        assertThat(curve.recall()).containsExactly(0.25, 0.5);
        assertThat(curve.precision()).containsExactly(1, 2 / 3.0);
    }

    @Test
    void thinnedItKeepsItsEnd() {
        var outcomes = new Outcomes(
                new float[] {0.5f, 0.4f, 0.3f, 0.2f, 0.1f}, new boolean[] {true, true, true, true, true}, 10);
        assertThat(PrecisionRecall.of(outcomes).thinned(2).recall()).containsExactly(0.2, 0.5);
        assertThat(PrecisionRecall.of(outcomes).thinned(5).recall()).hasSize(5);
    }

    @Test
    void aDetectionCountsForTheSizeOfTheFaceItFoundElseForItsOwn() {
        var evaluator = new DetectionEvaluator();
        var large = new Box(0, 0, 100, 100);
        evaluator.add(
                List.of(
                        new Detection(large, MaskLabel.NO_FACEMASK, 0.9f),
                        new Detection(new Box(200, 200, 210, 210), MaskLabel.FACEMASK, 0.8f)),
                List.of(
                        new TruthFace(large, MaskLabel.FACEMASK),
                        new TruthFace(new Box(300, 300, 330, 330), MaskLabel.FACEMASK)));

        var bySize = evaluator.outcomesBySize();
        assertThat(bySize.get(FaceSize.LARGE).hits()).isEqualTo(1);
        assertThat(bySize.get(FaceSize.MEDIUM).truths()).isEqualTo(1);
        assertThat(bySize.get(FaceSize.MEDIUM).count()).isZero();
        assertThat(bySize.get(FaceSize.SMALL).right()).containsExactly(false);
    }
}
