package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AdamWTest {
    private static final double RATE = 0.1;
    private static final double DECAY = 0.5;

    @Test
    void theFirstStepMovesEachValueByTheRateAgainstItsGradientAndKernelsDecay() {
        try (var parameters = Scales.parameters();
                var optimiser = new AdamW(parameters, DECAY, 1e9)) {
            fill(parameters, 2, 2, 2, 2, 2, 2, 2, 2);
            gradient(parameters, 3, -3, 0.5f, -0.5f, 1, -1, 4, -4);

            double norm = optimiser.step(RATE);

            assertThat(norm).isCloseTo(Math.sqrt(9 + 9 + 0.25 + 0.25 + 1 + 1 + 16 + 16), within(1e-5));
            // bias-corrected mean over root of bias-corrected square is the sign: 2 - 0.1 * 0.5 * 2 -+ 0.1
            assertValues(parameters, 1.8, 2.0, 1.8, 2.0, 1.8, 2.0, 1.9, 2.1);
            assertThat(floats(parameters.gradient())).containsOnly(0);
            assertThat(optimiser.steps()).isEqualTo(1);
        }
    }

    @Test
    void theSecondStepFollowsTheFormula() {
        try (var parameters = Scales.parameters();
                var optimiser = new AdamW(parameters, 0, 1e9)) {
            fill(parameters, 0, 0, 0, 0, 0, 0, 0, 0);
            gradient(parameters, 1, 1, 1, 1, 1, 1, 1, 1);
            optimiser.step(RATE);
            gradient(parameters, 3, 3, 3, 3, 3, 3, 3, 3);
            optimiser.step(RATE);

            double mean = (0.9 * 0.1 + 0.1 * 3) / (1 - 0.9 * 0.9);
            double square = (0.999 * 0.001 + 0.001 * 9) / (1 - 0.999 * 0.999);
            double expected = -RATE - RATE * mean / (Math.sqrt(square) + 1e-8);
            assertThat(floats(parameters.trainable())[0]).isCloseTo((float) expected, within(1e-6f));
        }
    }

    @Test
    void aGradientOfGreatNormIsCutBeforeItIsRemembered() {
        try (var parameters = Scales.parameters();
                var optimiser = new AdamW(parameters, 0, 1)) {
            gradient(parameters, 30, 40, 0, 0, 0, 0, 0, 0);
            assertThat(optimiser.step(RATE)).isCloseTo(50, within(1e-4));
            // cut to 0.6, 0.8; the running mean takes a tenth of it
            assertThat(floats(optimiser.mean())[0]).isCloseTo(0.06f, within(1e-6f));
            assertThat(floats(optimiser.mean())[1]).isCloseTo(0.08f, within(1e-6f));
        }
    }

    @Test
    void aGradientThatIsNotFiniteChangesNothing() {
        try (var parameters = Scales.parameters();
                var optimiser = new AdamW(parameters, DECAY, 1)) {
            fill(parameters, 1, 2, 3, 4, 5, 6, 7, 8);
            gradient(parameters, Float.NaN, 0, 0, 0, 0, 0, 0, 0);
            assertThat(optimiser.step(RATE)).isNaN();
            assertValues(parameters, 1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(optimiser.steps()).isZero();
        }
    }

    @Test
    void theMovingAverageRampsUpToItsDecay() {
        try (var average = Scales.parameters();
                var current = Scales.parameters()) {
            fill(average, 0, 0, 0, 0, 0, 0, 0, 0);
            fill(current, 1, 1, 1, 1, 1, 1, 1, 1);
            var mean = new MovingAverage(average, 0.9, 100);

            mean.update(current, 100); // keeps 0.9 (1 - 1/e) = 0.568909
            assertThat(floats(average.trainable())[0]).isCloseTo(0.431091f, within(1e-5f));
            mean.update(current, 1_000_000); // keeps 0.9
            assertThat(floats(average.trainable())[0]).isCloseTo(1 - 0.9f * 0.568909f, within(1e-5f));
        }
    }

    private static void assertValues(ParameterStore parameters, double... expected) {
        float[] found = floats(parameters.trainable());
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("value %d", i).isCloseTo((float) expected[i], within(1e-6f));
        }
    }

    private static void fill(ParameterStore parameters, float... values) {
        try (var _ = new PointerScope()) {
            Tensors.set(parameters.trainable(), values);
        }
    }

    private static void gradient(ParameterStore parameters, float... values) {
        try (var _ = new PointerScope()) {
            Tensors.set(parameters.gradient(), values);
        }
    }

    private static float[] floats(Tensor tensor) {
        try (var _ = new PointerScope()) {
            return Tensors.toFloats(tensor);
        }
    }
}
