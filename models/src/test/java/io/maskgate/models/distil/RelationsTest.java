package io.maskgate.models.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** Student at 0, 3, 4 i (sides 3, 4, 5, mean 4); teacher at 0, 1, 2 on a line (1, 1, 2, mean 4/3). */
class RelationsTest {
    private static final float[] STUDENT = {0, 0, 3, 0, 0, 4};
    private static final float[] TEACHER = {0, 1, 2};

    @Test
    void distancesAreComparedInUnitsOfTheirMean() {
        try (var _ = new PointerScope()) {
            var loss = new Relations(1, 0).of(Tensors.floats(STUDENT, 3, 2), Tensors.floats(TEACHER, 3, 1));
            // 0-1: 3/4 and 3/4; 0-2: 1 and 3/2; 1-2: 5/4 and 3/4. Each twice, halves of squares, over 9 pairs.
            double expected = 2 * (0.5 * 0 + 0.5 * 0.25 + 0.5 * 0.25) / 9;
            assertThat(Gradients.value(loss)).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void anglesAreComparedByTheirCosines() {
        try (var _ = new PointerScope()) {
            var loss = new Relations(0, 1).of(Tensors.floats(STUDENT, 3, 2), Tensors.floats(TEACHER, 3, 1));
            // At the samples the student's cosines are 0, 3/5, 4/5, the teacher's 1, -1, 1. Twice each, over 27
            // triples.
            double expected = 2 * (huber(1) + huber(1.6) + huber(0.2)) / 27;
            assertThat(Gradients.value(loss)).isCloseTo(expected, within(1e-6));
        }
    }

    private static double huber(double x) {
        return x < 1 ? x * x / 2 : x - 0.5;
    }

    @Test
    void whatIsTurnedAndStretchedIsTheSame() {
        try (var _ = new PointerScope()) {
            var turned = Tensors.floats(new float[] {5, 5, 5, 11, -3, 5}, 3, 2);
            var loss = new Relations(1, 2).of(Tensors.floats(STUDENT, 3, 2), turned);
            assertThat(Gradients.value(loss)).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void aViewIsTheMeanOfItsMapWhereTheTeacherSeesFaces() {
        try (var _ = new PointerScope()) {
            var fine = Tensors.floats(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
            var coarse = Tensors.floats(new float[] {7, 9}, 1, 2, 1, 1);
            var foreground = Tensors.floats(new float[] {0, 1, 0, 1, 0}, 1, 5);
            var embedded = Tensors.toFloats(Relations.embed(List.of(fine, coarse), foreground));
            // (2 + 4) / 2, but for the thousandth everywhere; a level without faces is its plain mean
            assertThat(embedded).hasSize(3);
            assertThat(embedded[0]).isCloseTo(3, within(2e-3f));
            assertThat(embedded[1]).isCloseTo(7, within(1e-5f));
            assertThat(embedded[2]).isCloseTo(9, within(1e-5f));
        }
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        var teacher = Gradients.values(1, 12);
        Gradients.check(
                Gradients.values(2, 8),
                student -> new Relations(1, 0).of(student, Tensors.floats(teacher, 4, 3)),
                4,
                2);
        Gradients.check(
                Gradients.values(3, 8),
                student -> new Relations(0, 1).of(student, Tensors.floats(teacher, 4, 3)),
                4,
                2);
    }

    @Test
    void samplesThatAreOneGiveNoInfiniteSlope() {
        try (var _ = new PointerScope()) {
            var student = Tensors.floats(new float[] {1, 1, 2}, 3, 1);
            student.set_requires_grad(true);
            new Relations(1, 2).of(student, Tensors.floats(TEACHER, 3, 1)).backward();
            assertThat(Tensors.toFloats(student.grad())).doesNotContain(Float.NaN);
            for (float slope : Tensors.toFloats(student.grad())) {
                assertThat(slope).isFinite();
            }
        }
    }
}
