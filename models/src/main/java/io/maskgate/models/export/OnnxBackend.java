package io.maskgate.models.export;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a network down as ONNX nodes; what it passes on are the names of values. Batch normalisation is folded into the
 * convolution before it: {@code w' = w * g}, {@code b' = beta - mean * g} with {@code g = gamma / sqrt(var + epsilon)}.
 */
final class OnnxBackend implements Backend<String> {
    /** The value that holds the picture in 0..255; its first convolution takes the division by 255 into its weights. */
    static final String IMAGE = "image";

    private final OnnxGraph graph;
    private final Map<String, float[]> weights;
    private final Numbers numbers;
    private final List<Operation> operations = new ArrayList<>();
    private final Set<String> positive = new HashSet<>(Set.of(IMAGE));
    private int unnamed;

    /**
     * @param weights every tensor of the network by name, row-major
     * @param numbers in which format they and the activations stand
     */
    OnnxBackend(OnnxGraph graph, Map<String, float[]> weights, Numbers numbers) {
        this.graph = graph;
        this.weights = weights;
        this.numbers = numbers;
    }

    /** What has been written down so far, in order. */
    List<Operation> operations() {
        return List.copyOf(operations);
    }

    @Override
    public String unit(String name, String x, Unit unit) {
        float[] kernel = weight(name + ".weight").clone();
        var bias = new float[unit.out()];
        fold(name, x, kernel, bias);
        long[] shape = {unit.out(), unit.in() / unit.groups(), unit.kernel(), unit.kernel()};
        String y = convolve(name, x, kernel, shape, bias, unit.stride(), unit.groups());
        return switch (unit.activation()) {
            case Activation.NONE -> layer(name, x, y);
            case Activation.RELU -> {
                String relu = graph.node("Relu", name + ".relu", List.of(y), Map.of());
                positive.add(relu);
                yield layer(name, x, relu);
            }
            case Activation.SILU -> {
                String read = numbers.read(layer(name, x, y));
                String gate = graph.node("Sigmoid", name + ".gate", List.of(read), Map.of());
                String silu = graph.node("Mul", name + ".silu", List.of(read, gate), Map.of());
                yield note(Operation.Kind.OTHER, name + ".silu", List.of(y), silu);
            }
        };
    }

    private String layer(String name, String x, String y) {
        return note(Operation.Kind.CONVOLUTION, name, List.of(x), y);
    }

    private String note(Operation.Kind kind, String name, List<String> inputs, String output) {
        operations.add(new Operation(kind, name, inputs, output, positive.contains(output)));
        return output;
    }

    /** Notes an operation that gives nothing negative where it reads nothing negative. */
    private String keepsSign(Operation.Kind kind, List<String> inputs, String output) {
        if (positive.containsAll(inputs)) {
            positive.add(output);
        }
        return note(kind, output, inputs, output);
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
        long[] shape = {out, in, 1, 1};
        return layer(name, x, convolve(name, x, weight(name + ".weight"), shape, weight(name + ".bias"), 1, 1));
    }

    private String convolve(
            String name, String x, float[] kernel, long[] shape, float[] bias, long stride, long groups) {
        String w = numbers.kernel(name, kernel, shape);
        String b = numbers.bias(name, bias);
        long pad = shape[2] / 2;
        return graph.node(
                "Conv",
                name,
                List.of(numbers.read(x), w, b),
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
        String sum = graph.node("Add", next("add"), List.of(numbers.read(a), numbers.read(b)), Map.of());
        return keepsSign(Operation.Kind.OTHER, List.of(a, b), sum);
    }

    @Override
    public String concat(List<String> parts) {
        var read = parts.stream().map(numbers::read).toList();
        return keepsSign(
                Operation.Kind.SAME_VALUES, parts, graph.node("Concat", next("concat"), read, Map.of("axis", 1L)));
    }

    @Override
    public String upsample(String x) {
        String y = next("upsample");
        String scales = graph.floats(y + ".scales", new float[] {1, 1, 2, 2}, 4);
        graph.node(
                "Resize",
                y,
                List.of(numbers.read(x), "", scales),
                Map.of(
                        "mode", "nearest",
                        "coordinate_transformation_mode", "asymmetric",
                        "nearest_mode", "floor"));
        return keepsSign(Operation.Kind.SAME_VALUES, List.of(x), y);
    }

    @Override
    public String maxPool(String x, int kernel) {
        long pad = kernel / 2;
        String y = graph.node(
                "MaxPool",
                next("pool"),
                List.of(numbers.read(x)),
                Map.of(
                        "kernel_shape", new long[] {kernel, kernel},
                        "strides", new long[] {1, 1},
                        "pads", new long[] {pad, pad, pad, pad}));
        return keepsSign(Operation.Kind.SAME_VALUES, List.of(x), y);
    }

    private String next(String kind) {
        return kind + "." + unnamed++;
    }
}
