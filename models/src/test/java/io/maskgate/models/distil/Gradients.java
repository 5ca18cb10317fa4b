package io.maskgate.models.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.torch.Tensors;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Holds gradients against finite differences. */
final class Gradients {
    private static final float STEP = 0.002f;

    private Gradients() {}

    /** A tensor of values from -1 to 1. */
    static float[] values(long seed, int count) {
        var random = new SplittableRandom(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** The loss of {@code values} must have the gradient of central differences at every value. */
    static void check(float[] values, UnaryOperator<Tensor> loss, long... shape) {
        float[] gradient;
        try (var _ = new PointerScope()) {
            var x = Tensors.floats(values, shape);
            x.set_requires_grad(true);
            loss.apply(x).backward();
            gradient = Tensors.toFloats(x.grad());
        }
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            double slope = (at(values, i, STEP, loss, shape) - at(values, i, -STEP, loss, shape)) / (2 * STEP);
            assertThat((double) gradient[i]).as("value %d", i).isCloseTo(slope, within(1e-4 + 0.01 * Math.abs(slope)));
            largest = Math.max(largest, Math.abs(slope));
        }
        assertThat(largest).as("a loss that teaches something").isGreaterThan(1e-3);
    }

    private static double at(float[] values, int index, float step, UnaryOperator<Tensor> loss, long... shape) {
        float before = values[index];
        values[index] = before + step;
        try (var _ = new PointerScope()) {
            return value(loss.apply(Tensors.floats(values, shape)));
        } finally {
            values[index] = before;
        }
    }

    static double value(Tensor loss) {
        return loss.item_float();
    }
}
