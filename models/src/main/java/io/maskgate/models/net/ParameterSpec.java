package io.maskgate.models.net;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One named tensor of a network.
 *
 * @param trainable false for running statistics
 * @param decays whether weight decay applies: convolution kernels only
 * @param initial how it starts
 */
public record ParameterSpec(String name, List<Integer> shape, boolean trainable, boolean decays, Initial initial) {
    public ParameterSpec {
        shape = List.copyOf(shape);
    }

    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Fresh values, row-major. */
    public float[] draw(SplittableRandom random) {
        var values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    initial.mean + (initial.deviation == 0 ? 0 : (float) (initial.deviation * random.nextGaussian()));
        }
        return values;
    }

    /** Starting values: normal around {@code mean} with {@code deviation}. */
    public record Initial(float mean, float deviation) {
        static Initial constant(float value) {
            return new Initial(value, 0);
        }
    }
}
