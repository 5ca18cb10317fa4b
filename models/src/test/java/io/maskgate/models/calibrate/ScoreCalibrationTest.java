package io.maskgate.models.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.metrics.Outcomes;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ScoreCalibrationTest {
    /** A thousand detections at each of seven logits; of each thousand as many are right as the rate says. */
    private static Outcomes of(double slope, double offset) {
        var scores = new ArrayList<Float>();
        var right = new ArrayList<Boolean>();
        for (int x = -3; x <= 3; x++) {
            long hits = Math.round(1000 * sigmoid(slope * x + offset));
            for (int i = 0; i < 1000; i++) {
                scores.add((float) sigmoid(x));
                right.add(i < hits);
            }
        }
        return outcomes(scores, right);
    }

    private static Outcomes outcomes(ArrayList<Float> scores, ArrayList<Boolean> right) {
        var s = new float[scores.size()];
        var r = new boolean[s.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = scores.get(i);
            r[i] = right.get(i);
        }
        return new Outcomes(s, r, s.length);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void theLineUnderWhichTheOutcomesCameIsFound() {
        var line = ScoreCalibration.fit(of(0.5, 1));
        assertThat(line.slope()).isCloseTo(0.5, within(0.01));
        assertThat(line.offset()).isCloseTo(1, within(0.01));
        // Half of those at logit -2 are right: 0.5 * -2 + 1 = 0.
        assertThat(line.apply(sigmoid(-2))).isCloseTo(0.5, within(0.005));
    }

    @Test
    void scoresThatAreSharesAlreadyStay() {
        var line = ScoreCalibration.fit(of(1, 0));
        assertThat(line.slope()).isCloseTo(1, within(0.01));
        assertThat(line.offset()).isCloseTo(0, within(0.01));
    }

    @Test
    void perfectScoresHaveAFiniteLine() {
        var line = ScoreCalibration.fit(of(100, 50));
        assertThat(line.slope()).isBetween(1.0, 100.0);
        assertThat(line.apply(sigmoid(3))).isGreaterThan(0.99);
    }

    @Test
    void scoresThatFallWhereOutcomesRiseAreRefused() {
        assertThatThrownBy(() -> ScoreCalibration.fit(of(-1, 0))).hasMessageContaining("do not tell right from wrong");
    }

    @Test
    void tooFewOutcomesAreRefused() {
        var few = new Outcomes(new float[] {0.9f, 0.1f}, new boolean[] {true, false}, 1);
        assertThatThrownBy(() -> ScoreCalibration.fit(few))
                .hasMessage("expected at least 20 right and 20 wrong detections, found 1 and 1: take more pictures");
    }

    @Test
    void theErrorIsTheMeanDistanceOfScoreAndShareOverTheBins() {
        // Bin 0.9: said 1.9 for 1 right; bin 0.2: said 0.5 for 1 right; so (0.9 + 0.5) / 4.
        var outcomes = new Outcomes(
                new float[] {0.95f, 0.95f, 0.25f, 0.25f, 0.05f}, new boolean[] {true, false, true, false, true}, 5);
        assertThat(CalibrationError.of(outcomes, score -> score, 0.1)).isCloseTo((0.9 + 0.5) / 4, within(1e-6));
        // Halved: bin 0.4 says 0.95 for 1 right; bin 0.1 says 0.25 for 1 right.
        assertThat(CalibrationError.of(outcomes, score -> score / 2, 0.1)).isCloseTo((0.05 + 0.75) / 4, within(1e-6));
    }
}
