package io.maskgate.models.damo;

import io.maskgate.models.net.Unit;
import io.maskgate.models.net.UnitNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Merges RepConvs (arXiv:2101.03697, section 3.3): both branches' normalisations are folded into their kernels, {@code w' =
 * w * g}, {@code b' = beta - mean * g} with {@code g = gamma / sqrt(var + epsilon)}, the 1x1 kernel is set into the middle
 * of the 3x3 one, and they are added.
 */
final class RepMerge {
    private static final String DENSE = ".rbr_dense.";
    private static final String POINT = ".rbr_1x1.";
    private static final String KERNEL = DENSE + "conv.weight";
    private static final int MIDDLE = 4;

    private RepMerge() {}

    /**
     * The weights of the merged form.
     *
     * @throws IllegalArgumentException naming a tensor of a RepConv that is missing
     */
    static Map<String, float[]> of(Map<String, float[]> weights) {
        var merged = new LinkedHashMap<String, float[]>();
        weights.forEach((name, values) -> {
            if (name.endsWith(KERNEL)) {
                merge(weights, name.substring(0, name.length() - KERNEL.length()), merged);
            } else if (!name.contains(DENSE) && !name.contains(POINT)) {
                merged.put(name, values);
            }
        });
        return merged;
    }

    private static void merge(Map<String, float[]> weights, String path, Map<String, float[]> merged) {
        var dense = new Branch(weights, path + DENSE);
        var point = new Branch(weights, path + POINT);
        var kernel = new float[dense.kernel.length];
        var bias = new float[dense.gamma.length];
        int each = kernel.length / bias.length;
        for (int o = 0; o < bias.length; o++) {
            double d = dense.gain(o);
            double p = point.gain(o);
            bias[o] = (float) (dense.shift(o, d) + point.shift(o, p));
            for (int i = o * each; i < (o + 1) * each; i++) {
                double middle = i % 9 == MIDDLE ? point.kernel[i / 9] * p : 0;
                kernel[i] = (float) (dense.kernel[i] * d + middle);
            }
        }
        merged.put(path + ".rbr_reparam.weight", kernel);
        merged.put(path + ".rbr_reparam.bias", bias);
    }

    private static final class Branch {
        private final float[] kernel;
        private final float[] gamma;
        private final float[] beta;
        private final float[] mean;
        private final float[] variance;

        private Branch(Map<String, float[]> weights, String path) {
            var names = UnitNames.torch(path + "conv", path + "bn");
            kernel = get(weights, names.kernel());
            gamma = get(weights, names.gain());
            beta = get(weights, names.shift());
            mean = get(weights, names.mean());
            variance = get(weights, names.variance());
        }

        private static float[] get(Map<String, float[]> weights, String name) {
            return Optional.ofNullable(weights.get(name))
                    .orElseThrow(() -> new IllegalArgumentException("RepConv: missing " + name));
        }

        private double gain(int channel) {
            return gamma[channel] / Math.sqrt(variance[channel] + Unit.EPSILON);
        }

        private double shift(int channel, double gain) {
            return beta[channel] - mean[channel] * gain;
        }
    }
}
