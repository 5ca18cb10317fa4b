package io.maskgate.models.export;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a network down as ONNX nodes; what it passes on are the names of values. Batch normalisation is folded into the
 * convolution before it: {@code w' = w * g}, {@code b' = beta - mean * g} with {@code g = gamma / sqrt(var + epsilon)}.
 */
final class OnnxBackend implements Backend<String> {
    /** The value that holds the picture in 0..255; its first convolution takes the division by 255 into its weights. */
    static final String IMAGE = "image";

    private final OnnxGraph graph;
    private final Map<String, float[]> weights;
    private int unnamed;

    /** @param weights every tensor of the network by name, row-major */
    OnnxBackend(OnnxGraph graph, Map<String, float[]> weights) {
        this.graph = graph;
        this.weights = weights;
    }

    @Override
    public String unit(String name, String x, Unit unit) {
        float[] kernel = weight(name + ".weight").clone();
        var bias = new float[unit.out()];
        fold(name, x, kernel, bias);
        long[] shape = {unit.out(), unit.in() / unit.groups(), unit.kernel(), unit.kernel()};
        String y = convolve(name, x, kernel, shape, bias, unit.stride(), unit.groups());
        return switch (unit.activation()) {
            case Activation.NONE -> y;
            case Activation.RELU -> graph.node("Relu", name + ".relu", List.of(y), Map.of());
            case Activation.SILU -> {
                String gate = graph.node("Sigmoid", name + ".gate", List.of(y), Map.of());
                yield graph.node("Mul", name + ".silu", List.of(y, gate), Map.of());
            }
            case Activation.HARD_SWISH -> graph.node("HardSwish", name + ".swish", List.of(y), Map.of());
            case Activation.LEAKY_RELU ->
                graph.node("LeakyRelu", name + ".leaky", List.of(y), Map.of("alpha", Activation.LEAK));
        };
    }

    private void fold(String name, String x, float[] kernel, float[] bias) {
        float[] gamma = weight(name + ".bn.weight");
        float[] beta = weight(name + ".bn.bias");
        float[] mean = weight(name + ".bn.mean");
        float[] variance = weight(name + ".bn.var");
        double pixel = x.equals(IMAGE) ? 1 / 255.0 : 1;
        int each = kernel.length / bias.length;
        for (int o = 0; o < bias.length; o++) {
            double gain = gamma[o] / Math.sqrt(variance[o] + Unit.EPSILON);
            bias[o] = (float) (beta[o] - mean[o] * gain);
            for (int i = o * each; i < (o + 1) * each; i++) {
                kernel[i] = (float) (kernel[i] * gain * pixel);
            }
        }
    }

    @Override
    public String predict(String name, String x, int in, int out, float initialBias) {
        return biased(name, x, in, out);
    }

    private String biased(String name, String x, int in, int out) {
        return convolve(name, x, weight(name + ".weight"), new long[] {out, in, 1, 1}, weight(name + ".bias"), 1, 1);
    }

    private String convolve(
            String name, String x, float[] kernel, long[] shape, float[] bias, long stride, long groups) {
        String w = graph.floats(name + ".weight", kernel, shape);
        String b = graph.floats(name + ".bias", bias, bias.length);
        long pad = shape[2] / 2;
        return graph.node(
                "Conv",
                name,
                List.of(x, w, b),
                Map.of(
                        "kernel_shape", new long[] {shape[2], shape[3]},
                        "strides", new long[] {stride, stride},
                        "pads", new long[] {pad, pad, pad, pad},
                        "group", groups));
    }

    private float[] weight(String name) {
        return Optional.ofNullable(weights.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no weight " + name));
    }

    @Override
    public String add(String a, String b) {
        return graph.node("Add", next("add"), List.of(a, b), Map.of());
    }

    @Override
    public String concat(List<String> parts) {
        return graph.node("Concat", next("concat"), parts, Map.of("axis", 1L));
    }

    @Override
    public String upsample(String x) {
        String y = next("upsample");
        String scales = graph.floats(y + ".scales", new float[] {1, 1, 2, 2}, 4);
        return graph.node(
                "Resize",
                y,
                List.of(x, "", scales),
                Map.of(
                        "mode", "nearest",
                        "coordinate_transformation_mode", "asymmetric",
                        "nearest_mode", "floor"));
    }

    @Override
    public String maxPool(String x, int kernel) {
        long pad = kernel / 2;
        return graph.node(
                "MaxPool",
                next("pool"),
                List.of(x),
                Map.of(
                        "kernel_shape", new long[] {kernel, kernel},
                        "strides", new long[] {1, 1},
                        "pads", new long[] {pad, pad, pad, pad}));
    }

    @Override
    public String halve(String x, int kernel) {
        long pad = (kernel - 1) / 2;
        return graph.node(
                "MaxPool",
                next("halve"),
                List.of(x),
                Map.of(
                        "kernel_shape", new long[] {kernel, kernel},
                        "strides", new long[] {2, 2},
                        "pads", new long[] {pad, pad, pad, pad}));
    }

    @Override
    public String channels(String x, int from, int count) {
        String y = next("channels");
        String start = graph.longs(y + ".start", from);
        String end = graph.longs(y + ".end", from + count);
        String axis = graph.longs(y + ".axis", 1);
        return graph.node("Slice", y, List.of(x, start, end, axis), Map.of());
    }

    /** As one Gather: reshaping and transposing would need height and width. */
    @Override
    public String shuffle(String x, int channels, int groups) {
        var order = new long[channels];
        int each = channels / groups;
        for (int i = 0; i < channels; i++) {
            order[i] = (long) i % groups * each + i / groups;
        }
        String y = next("shuffle");
        return graph.node("Gather", y, List.of(x, graph.longs(y + ".order", order)), Map.of("axis", 1L));
    }

    @Override
    public String excite(String name, String x, int channels, int hidden) {
        String mean = graph.node("GlobalAveragePool", name + ".mean", List.of(x), Map.of());
        String squeezed = biased(name + ".squeeze", mean, channels, hidden);
        String positive = graph.node("Relu", name + ".squeeze.relu", List.of(squeezed), Map.of());
        String excited = biased(name + ".excite", positive, hidden, channels);
        String gate =
                graph.node("HardSigmoid", name + ".gate", List.of(excited), Map.of("alpha", 1 / 6f, "beta", 0.5f));
        return graph.node("Mul", name + ".scaled", List.of(x, gate), Map.of());
    }

    private String next(String kind) {
        return kind + "." + unnamed++;
    }
}
