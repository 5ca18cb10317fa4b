package io.maskgate.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
    @Test
    void theMeanOfTwoIsHalfWay() {
        var mean = WeightAverage.of(List.of(weights("a", 1, 4), weights("a", 2, -2)));
        assertThat(mean.tensors().get("w").values()).containsExactly(1.5f, 1f);
        assertThat(mean.metadata()).containsEntry("architecture", "a").containsEntry("epoch", "3+3");
    }

    @Test
    void networksOfDifferentKindAreRefused() {
        assertThatThrownBy(() -> WeightAverage.of(List.of(weights("a", 1), weights("b", 1))))
                .hasMessage("architecture: expected a as in the first, found b");
        assertThatThrownBy(() -> WeightAverage.of(List.of(weights("a", 1), weights("a", 1, 2))))
                .hasMessage("w: expected [1] as in the first, found [2]");
    }

    @Test
    void calibratedOnesAndSuchAsWereTrainedAreNotMixed() {
        var trained = weights("a", 1);
        var calibrated = new Safetensors(
                Map.of("architecture", "a", "epoch", "3", "calibration", "facemask: logit * 1.5 +0.8"),
                trained.tensors());
        assertThatThrownBy(() -> WeightAverage.of(List.of(trained, calibrated)))
                .hasMessage("calibration: expected null as in the first, found facemask: logit * 1.5 +0.8");
    }

    @Test
    void whatTheFirstReachedIsNotSaidOfTheMean() {
        var best = new Safetensors(
                Map.of("architecture", "a", "epoch", "3", "map50", "0.9"),
                weights("a", 1).tensors());
        assertThat(WeightAverage.of(List.of(best, weights("a", 3))).metadata())
                .containsOnly(Map.entry("architecture", "a"), Map.entry("epoch", "3+3"));
    }

    @Test
    void oneAloneIsRefused() {
        assertThatThrownBy(() -> WeightAverage.of(List.of(weights("a", 1))))
                .hasMessage("expected two or more weights, found 1");
    }

    private static Safetensors weights(String architecture, float... values) {
        return new Safetensors(
                Map.of("architecture", architecture, "epoch", "3"),
                Map.of("w", new Safetensors.Entry(List.of(values.length), values)));
    }
}
