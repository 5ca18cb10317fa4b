package io.maskgate.models.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** {@link ChannelWise}, {@link FeatureMimic}, {@link FeatureAlign}, {@link AttentionMaps}. */
class FeaturesTest {
    private static final float LN3 = (float) Math.log(3);
    private static final double KL = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);

    @Test
    void aChannelIsADistributionOverItsPlaces() {
        try (var _ = new PointerScope()) {
            // Two channels of 1 x 2 places; the teacher looks left in one of them with 3/4.
            var student = Tensors.floats(new float[4], 1, 2, 1, 2);
            var teacher = Tensors.floats(new float[] {LN3, 0, 5, 5}, 1, 2, 1, 2);
            assertThat(Gradients.value(new ChannelWise(1).of(student, teacher))).isCloseTo(KL / 2, within(1e-6));
            var hot = Tensors.floats(new float[] {4 * LN3, 0, 5, 5}, 1, 2, 1, 2);
            assertThat(Gradients.value(new ChannelWise(4).of(student, hot))).isCloseTo(16 * KL / 2, within(1e-5));
        }
    }

    @Test
    void imitationIsTheMeanOfTheSquares() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
            var teacher = Tensors.floats(new float[] {1, 0, 3, 1}, 1, 1, 2, 2);
            assertThat(Gradients.value(FeatureMimic.of(student, teacher))).isEqualTo((4 + 9) / 4.0);
        }
    }

    @Test
    void attentionIsTheDirectionOfTheStrengths() {
        try (var _ = new PointerScope()) {
            // Strengths 1 + 0, 0 + 0 for the student, whatever its channels; 9, 16 over 5 squared for the teacher: (9,
            // 16)/|.|
            var student = Tensors.floats(new float[] {1, 0, 0, 0}, 1, 2, 1, 2);
            var teacher = Tensors.floats(new float[] {3, 4}, 1, 1, 1, 2);
            double length = Math.hypot(9, 16);
            double expected = Math.pow(1 - 9 / length, 2) + Math.pow(16 / length, 2);
            assertThat(Gradients.value(AttentionMaps.of(student, teacher))).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void alignmentIsAConvolutionAndThenMeanZeroAndVarianceOneForBoth() {
        var specs = FeatureAlign.specs("t", List.of(2), List.of(1));
        assertThat(specs).extracting("name").containsExactly("t.0.weight", "t.0.bias");
        assertThat(specs).extracting("shape").containsExactly(List.of(1, 2, 1, 1), List.of(1));
        try (var parameters = FeatureAlign.store(specs, 1);
                var _ = new PointerScope()) {
            Tensors.set(parameters.get("t.0.weight"), new float[] {2, 1});
            Tensors.set(parameters.get("t.0.bias"), new float[] {7});
            // 2 a + b + 7 at two places: 9 and 12, which is -1 and 1 around the mean, up to epsilon
            var map = Tensors.floats(new float[] {1, 2, 0, 1}, 1, 2, 1, 2);
            var aligned = Tensors.toFloats(new FeatureAlign(parameters, "t").student(0, map));
            assertThat(aligned[0]).isCloseTo(-1, within(1e-4f));
            assertThat(aligned[1]).isCloseTo(1, within(1e-4f));
            var teacher = Tensors.toFloats(FeatureAlign.teacher(Tensors.floats(new float[] {5, 11}, 1, 1, 1, 2)));
            assertThat(teacher[0]).isCloseTo(-1, within(1e-4f));
            assertThat(teacher[1]).isCloseTo(1, within(1e-4f));
        }
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        var teacher = Gradients.values(1, 24);
        long[] shape = {2, 2, 2, 3};
        Gradients.check(
                Gradients.values(2, 24),
                student -> new ChannelWise(2).of(student, Tensors.floats(teacher, shape)),
                shape);
        Gradients.check(
                Gradients.values(3, 24), student -> FeatureMimic.of(student, Tensors.floats(teacher, shape)), shape);
        Gradients.check(
                Gradients.values(4, 24), student -> AttentionMaps.of(student, Tensors.floats(teacher, shape)), shape);
    }

    @Test
    void theGradientGoesThroughTheAlignmentToTheStudent() {
        try (var parameters = FeatureAlign.store(FeatureAlign.specs("t", List.of(2), List.of(3)), 5)) {
            var teacher = Gradients.values(1, 36);
            Gradients.check(
                    Gradients.values(2, 24),
                    student -> FeatureMimic.of(
                            new FeatureAlign(parameters, "t").student(0, student),
                            FeatureAlign.teacher(Tensors.floats(teacher, 2, 3, 2, 3))),
                    2,
                    2,
                    2,
                    3);
            try (var _ = new PointerScope()) {
                assertThat(parameters.gradient().abs().sum().item_float()).isPositive();
            }
        }
    }
}
