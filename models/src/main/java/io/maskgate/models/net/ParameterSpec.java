package io.maskgate.models.net;

import java.util.List;
import java.util.random.RandomGenerator;

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

    /** The same with other starting values. */
    ParameterSpec starting(Initial other) {
        return new ParameterSpec(name, shape, trainable, decays, other);
    }

    /** Starting values, one after the other from {@code random}. */
    public float[] draw(RandomGenerator random) {
        var values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = initial.draw(random);
        }
        return values;
    }

    /**
     * Starting values around {@code mean}.
     *
     * @param deviation standard deviation
     * @param uniform uniform, else normal
     */
    public record Initial(float mean, float deviation, boolean uniform) {
        /** Normal. */
        public Initial(float mean, float deviation) {
            this(mean, deviation, false);
        }

        public static Initial constant(float value) {
            return new Initial(value, 0);
        }

        /** Uniform between {@code -bound} and {@code bound}. */
        public static Initial within(double bound) {
            return new Initial(0, (float) (bound / Math.sqrt(3)), true);
        }

        private float draw(RandomGenerator random) {
            if (deviation == 0) {
                return mean;
            }
            double unit = uniform ? Math.sqrt(3) * random.nextDouble(-1, 1) : random.nextGaussian();
            return mean + (float) (deviation * unit);
        }
    }
}
