package io.maskgate.models.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** Two bins a side: logits ln 3 and 0 are the distribution 3/4, 1/4. */
class BoxDistributionsTest {
    private static final float LN3 = (float) Math.log(3);
    private static final double KL = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);

    @Test
    void theDivergenceIsThatOfTheHandComputation() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(new float[16], 1, 2, 8);
            // The first anchor's left and top differ from the student's even halves, the second's four sides.
            var teacher =
                    Tensors.floats(new float[] {LN3, 0, LN3, 0, 0, 0, 0, 0, LN3, 0, LN3, 0, LN3, 0, LN3, 0}, 1, 2, 8);
            var loss = new BoxDistributions(1, 2).of(student, teacher, Tensors.floats(new float[] {1, 0.5f}, 1, 2));
            assertThat(Gradients.value(loss)).isCloseTo((KL / 2 + KL / 2) / 1.5, within(1e-6));
        }
    }

    @Test
    void theTemperatureDividesTheLogitsAndItsSquareIsGivenBack() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(new float[8], 1, 1, 8);
            var teacher = Tensors.floats(new float[] {10 * LN3, 0, 0, 0, 0, 0, 0, 0}, 1, 1, 8);
            var loss = new BoxDistributions(10, 2).of(student, teacher, Tensors.floats(new float[] {1}, 1, 1));
            assertThat(Gradients.value(loss)).isCloseTo(100 * KL / 4, within(1e-4));
        }
    }

    @Test
    void anchorsWithoutAFaceAreLeftOut() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(new float[16], 1, 2, 8);
            student.set_requires_grad(true);
            var teacher = Tensors.floats(Gradients.values(1, 16), 1, 2, 8);
            new BoxDistributions(1, 2)
                    .of(student, teacher, Tensors.floats(new float[] {0.05f, 1}, 1, 2))
                    .backward();
            var gradient = Tensors.toFloats(student.grad());
            for (int i = 0; i < 8; i++) {
                assertThat(gradient[i]).isZero();
                assertThat(gradient[8 + i]).isNotZero();
            }
        }
    }

    @Test
    void aBatchWithoutFacesTeachesNothingAndIsNoError() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(Gradients.values(1, 8), 1, 1, 8);
            student.set_requires_grad(true);
            var loss = new BoxDistributions(1, 2)
                    .of(
                            student,
                            Tensors.floats(Gradients.values(2, 8), 1, 1, 8),
                            Tensors.floats(new float[] {0}, 1, 1));
            loss.backward();
            assertThat(Gradients.value(loss)).isZero();
            assertThat(Tensors.toFloats(student.grad())).containsOnly(0);
        }
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        var teacher = Gradients.values(3, 24);
        Gradients.check(
                Gradients.values(4, 24),
                student -> new BoxDistributions(2, 3)
                        .of(student, Tensors.floats(teacher, 1, 2, 12), Tensors.floats(new float[] {1, 0.5f}, 1, 2)),
                1,
                2,
                12);
    }
}
