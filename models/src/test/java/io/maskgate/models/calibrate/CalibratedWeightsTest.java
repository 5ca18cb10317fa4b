package io.maskgate.models.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.weights.Safetensors.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratedWeightsTest {
    private static final Map<MaskLabel, ScoreCalibration> LINES = Map.of(
            MaskLabel.FACEMASK, new ScoreCalibration(2, 1), MaskLabel.NO_FACEMASK, new ScoreCalibration(0.5, -1));

    private static Safetensors weights(Map<String, String> metadata) {
        var tensors = new LinkedHashMap<String, Entry>();
        tensors.put("head.0.cls.out.weight", new Entry(List.of(2, 2, 1, 1), new float[] {1, 2, 3, 4}));
        tensors.put("head.0.cls.out.bias", new Entry(List.of(2), new float[] {10, 20}));
        tensors.put("head.0.box.out.weight", new Entry(List.of(4, 1, 1, 1), new float[] {5, 6, 7, 8}));
        tensors.put("head.0.box.out.bias", new Entry(List.of(4), new float[] {5, 6, 7, 8}));
        return new Safetensors(metadata, tensors);
    }

    @Test
    void classLogitsAreStretchedAndShiftedAndNothingElseChanges() {
        var calibrated = CalibratedWeights.of(weights(Map.of("epoch", "7")), LINES);
        assertThat(calibrated.values().get("head.0.cls.out.weight")).containsExactly(2, 4, 1.5f, 2);
        assertThat(calibrated.values().get("head.0.cls.out.bias")).containsExactly(21, 9);
        assertThat(calibrated.values().get("head.0.box.out.weight")).containsExactly(5, 6, 7, 8);
        assertThat(calibrated.values().get("head.0.box.out.bias")).containsExactly(5, 6, 7, 8);
        assertThat(calibrated.metadata().get("epoch")).isEqualTo("7");
        assertThat(calibrated.metadata().get("calibration"))
                .contains("facemask: logit * 2.0000 +1.0000", "no facemask: logit * 0.5000 -1.0000");
    }

    @Test
    void twiceIsRefused() {
        var calibrated = CalibratedWeights.of(weights(Map.of()), LINES);
        assertThatThrownBy(() -> CalibratedWeights.of(calibrated, LINES)).hasMessageContaining("calibrated already");
    }

    @Test
    void whatLearnsFromThemGetsTheLogitsTheyWereTrainedFor() {
        var calibrated = CalibratedWeights.of(weights(Map.of("epoch", "7")), LINES);

        var trained = CalibratedWeights.asTrained(calibrated);

        assertThat(trained.metadata()).isEqualTo(Map.of("epoch", "7"));
        assertThat(trained.values().get("head.0.cls.out.weight")).containsExactly(1, 2, 3, 4);
        assertThat(trained.values().get("head.0.cls.out.bias")).containsExactly(10, 20);
        assertThat(trained.values().get("head.0.box.out.bias")).containsExactly(5, 6, 7, 8);
    }

    @Test
    void whatIsSaidOfACalibrationGoesWithIt() {
        var first = CalibratedWeights.of(weights(Map.of()), LINES, "on val of 2 data sets, 60 pictures");
        assertThat(first.metadata()).containsEntry("calibrated", "on val of 2 data sets, 60 pictures");

        var like = CalibratedWeights.like(weights(Map.of("epoch", "7")), first).orElseThrow();
        assertThat(like.metadata())
                .containsEntry("calibrated", "as the weights it began with")
                .containsKey("calibration");
        assertThat(CalibratedWeights.asTrained(like).metadata()).isEqualTo(Map.of("epoch", "7"));
    }

    @Test
    void weightsThatWereNeverCalibratedAreAsTheyWereTrained() {
        var weights = weights(Map.of());
        assertThat(CalibratedWeights.asTrained(weights)).isSameAs(weights);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "facemask: logit * 1.5 +0.8",
                "facemask: logit * 1.5 +0.8; hat: logit * 1.5 +0.8",
                "facemask: 1.5; no facemask: 2"
            })
    void aCalibrationThatCannotBeReadIsNamed(String words) {
        var weights = weights(Map.of("calibration", words));
        assertThatThrownBy(() -> CalibratedWeights.asTrained(weights))
                .hasMessageStartingWith("metadata calibration: expected a line such as ")
                .hasMessageEndingWith("found '" + words + "'");
    }

    @Test
    void weightsWithoutClassLogitsAreRefused() {
        var none = new Safetensors(Map.of(), Map.of("a.weight", new Entry(List.of(1), new float[] {1})));
        assertThatThrownBy(() -> CalibratedWeights.of(none, LINES)).hasMessageContaining("found none");
    }
}
