package io.maskgate.models.widths;

import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Elastic;
import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.weights.Safetensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The weights of a network of any widths, and how its channels hang together. */
record Traced(Elastic network, Cost cost, ChannelTrace trace) {
    /** Whose widths can differ. */
    static final String EXPECTED = "lightmask or lightmask-fine, whose widths can differ";

    /** @throws IllegalArgumentException when the weights are of a network of fixed widths, or do not fit it */
    static Traced of(Safetensors weights) {
        var network = Architectures.of(weights);
        if (network instanceof Elastic elastic) {
            return new Traced(elastic, Cost.of(network, 64, 64), ChannelTrace.of(network, weights.values()));
        }
        throw new IllegalArgumentException("architecture is " + network.architecture() + ", expected " + EXPECTED);
    }

    /** The channels at both ends of the layer a parameter belongs to. */
    ChannelTrace.Ends ends(ParameterSpec spec) {
        String layer = spec.name().replaceAll("(\\.bn)?\\.[a-z]+$", "");
        return Objects.requireNonNull(trace.ends().get(layer), layer);
    }

    static boolean isKernel(ParameterSpec spec) {
        return spec.shape().size() > 1;
    }

    /**
     * A parameter of other channels.
     *
     * @param rows which of the old output channels each new one is
     * @param columns the same of the input channels; one of a depthwise kernel and of what is no kernel
     * @param share what each column is multiplied with
     */
    static Safetensors.Entry entry(ParameterSpec spec, float[] from, int[] rows, int[] columns, float[] share) {
        boolean kernel = isKernel(spec);
        int each = kernel ? spec.shape().get(2) * spec.shape().get(3) : 1;
        int width = kernel ? spec.shape().get(1) : 1;
        var to = new float[rows.length * columns.length * each];
        int at = 0;
        for (int row : rows) {
            for (int c = 0; c < columns.length; c++) {
                int begin = (row * width + columns[c]) * each;
                for (int i = 0; i < each; i++) {
                    to[at++] = from[begin + i] * share[c];
                }
            }
        }
        List<Integer> shape = new ArrayList<>(spec.shape());
        shape.set(0, rows.length);
        if (kernel) {
            shape.set(1, columns.length);
        }
        return new Safetensors.Entry(shape, to);
    }
}
