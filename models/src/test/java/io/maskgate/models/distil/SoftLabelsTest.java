package io.maskgate.models.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** ln 3 is the logit of 3/4, 0 that of 1/2. */
class SoftLabelsTest {
    private static final float LN3 = (float) Math.log(3);
    /** KL(3/4 || 1/2) = 3/4 ln 3/2 + 1/4 ln 1/2. */
    private static final double KL = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);

    @Test
    void theDivergenceIsThatOfTheHandComputation() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(new float[] {0, 0, 0, 0}, 1, 2, 2);
            var teacher = Tensors.floats(new float[] {LN3, 0, LN3, LN3}, 1, 2, 2);
            // Weights 1 and 1/2: (1 * KL + 1/2 * 2 KL) / (3/2)
            var loss = new SoftLabels(1, 0).of(student, teacher, Tensors.floats(new float[] {1, 0.5f}, 1, 2));
            assertThat(Gradients.value(loss)).isCloseTo(2 * KL / 1.5, within(1e-6));
        }
    }

    @Test
    void theTemperatureDividesTheLogitsAndItsSquareIsGivenBack() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(new float[] {0, 0}, 1, 1, 2);
            var teacher = Tensors.floats(new float[] {4 * LN3, 0}, 1, 1, 2);
            var loss = new SoftLabels(4, 0).of(student, teacher, Tensors.floats(new float[] {1}, 1, 1));
            assertThat(Gradients.value(loss)).isCloseTo(16 * KL, within(1e-5));
        }
    }

    @Test
    void whereTheTeacherSeesNothingOnlyTheBackgroundCounts() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(new float[] {0, 0}, 1, 1, 2);
            var teacher = Tensors.floats(new float[] {LN3, 0}, 1, 1, 2);
            var nothing = Tensors.floats(new float[] {0}, 1, 1);
            assertThat(Gradients.value(new SoftLabels(1, 0).of(student, teacher, nothing)))
                    .isZero();
            assertThat(Gradients.value(new SoftLabels(1, 0.25).of(student, teacher, nothing)))
                    .isCloseTo(0.25 * KL, within(1e-6));
        }
    }

    @Test
    void whoAgreesLosesNothing() {
        try (var _ = new PointerScope()) {
            var same = Tensors.floats(Gradients.values(1, 12), 2, 3, 2);
            var loss = new SoftLabels(4, 0)
                    .of(same, same, Tensors.floats(Gradients.values(2, 6), 2, 3).abs());
            assertThat(Gradients.value(loss)).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        var teacher = Gradients.values(3, 12);
        Gradients.check(
                Gradients.values(4, 12),
                student -> new SoftLabels(2, 0.1)
                        .of(
                                student,
                                Tensors.floats(teacher, 2, 3, 2),
                                Tensors.floats(new float[] {1, 0, 0.5f, 0.2f, 1, 1}, 2, 3)),
                2,
                3,
                2);
    }
}
