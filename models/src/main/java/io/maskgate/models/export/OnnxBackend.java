package io.maskgate.models.export;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Unit;
import io.maskgate.models.net.UnitNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a network down as ONNX nodes; what it passes on are the names of values. Batch normalisation is folded into the
 * convolution before it: {@code w' = w * g}, {@code b' = beta - mean * g} with {@code g = gamma / sqrt(var + epsilon)}.
 */
final class OnnxBackend implements Backend<String> {
    /** The value that holds the picture in 0..255, of which networks expect the 255th part. */
    static final String IMAGE = "image";

    private final OnnxGraph graph;
    private final Map<String, float[]> weights;
    /** Values that still lack a constant factor; the next convolution takes it into its weights. */
    private final Map<String, Double> factors = new HashMap<>(Map.of(IMAGE, 1 / 255.0));

    private int unnamed;

    /** @param weights every tensor of the network by name, row-major */
    OnnxBackend(OnnxGraph graph, Map<String, float[]> weights) {
        this.graph = graph;
        this.weights = weights;
    }

    @Override
    public String unit(UnitNames names, String x, Unit unit) {
        float[] gamma = weight(names.gain());
        float[] beta = weight(names.shift());
        float[] mean = weight(names.mean());
        float[] variance = weight(names.variance());
        float[] kernel = weight(names.kernel());
        var folded = new float[kernel.length];
        var bias = new float[unit.out()];
        int each = kernel.length / bias.length;
        for (int o = 0; o < bias.length; o++) {
            double gain = gamma[o] / Math.sqrt(variance[o] + Unit.EPSILON);
            bias[o] = (float) (beta[o] - mean[o] * gain);
            for (int i = o * each; i < (o + 1) * each; i++) {
                folded[i] = (float) (kernel[i] * gain);
            }
        }
        return convolve(layer(names.kernel()), x, unit, folded, bias);
    }

    @Override
    public String biased(String name, String x, Unit unit, float initialBias) {
        return convolve(name, x, unit, weight(name + ".weight"), weight(name + ".bias"));
    }

    private static String layer(String kernel) {
        return kernel.substring(0, kernel.length() - ".weight".length());
    }

    private String convolve(String name, String x, Unit unit, float[] kernel, float[] bias) {
        double factor = factors.getOrDefault(x, 1.0);
        var values = new float[kernel.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (kernel[i] * factor);
        }
        long size = unit.kernel();
        String w = graph.floats(name + ".weight", values, unit.out(), unit.in() / unit.groups(), size, size);
        String b = graph.floats(name + ".bias", bias, bias.length);
        long pad = size / 2;
        String y = graph.node(
                "Conv",
                name,
                List.of(x, w, b),
                Map.of(
                        "kernel_shape", new long[] {size, size},
                        "strides", new long[] {unit.stride(), unit.stride()},
                        "pads", new long[] {pad, pad, pad, pad},
                        "group", (long) unit.groups()));
        return activate(y, unit.activation());
    }

    @Override
    public String activate(String x, Activation activation) {
        String y = complete(x);
        return switch (activation) {
            case NONE -> y;
            case RELU -> graph.node("Relu", y + ".relu", List.of(y), Map.of());
            case SILU -> {
                String gate = graph.node("Sigmoid", y + ".gate", List.of(y), Map.of());
                yield graph.node("Mul", y + ".silu", List.of(y, gate), Map.of());
            }
        };
    }

    @Override
    public String scale(String name, String x) {
        String factor = graph.floats(name, weight(name));
        return graph.node("Mul", name + ".scaled", List.of(complete(x), factor), Map.of());
    }

    @Override
    public String times(String x, float factor) {
        String y = graph.node("Identity", next("times"), List.of(x), Map.of());
        factors.put(y, factor * factors.getOrDefault(x, 1.0));
        return y;
    }

    @Override
    public String phases(String x) {
        String y = next("phases");
        String ends = graph.longs(y + ".ends", Integer.MAX_VALUE, Integer.MAX_VALUE);
        String axes = graph.longs(y + ".axes", 2, 3);
        String steps = graph.longs(y + ".steps", 2, 2);
        var parts = new ArrayList<String>();
        for (int column = 0; column < 2; column++) {
            for (int row = 0; row < 2; row++) {
                String part = y + "." + row + column;
                String starts = graph.longs(part + ".starts", row, column);
                parts.add(graph.node("Slice", part, List.of(x, starts, ends, axes, steps), Map.of()));
            }
        }
        graph.node("Concat", y, parts, Map.of("axis", 1L));
        factors.put(y, factors.getOrDefault(x, 1.0));
        return y;
    }

    /** The value with the factor it lacked. */
    private String complete(String x) {
        double factor = factors.getOrDefault(x, 1.0);
        if (factor == 1) {
            return x;
        }
        String y = next("factor");
        String constant = graph.floats(y + ".value", new float[] {(float) factor});
        return graph.node("Mul", y, List.of(x, constant), Map.of());
    }

    private float[] weight(String name) {
        return Optional.ofNullable(weights.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no weight " + name));
    }

    @Override
    public String add(String a, String b) {
        return graph.node("Add", next("add"), List.of(complete(a), complete(b)), Map.of());
    }

    @Override
    public String concat(List<String> parts) {
        return graph.node(
                "Concat", next("concat"), parts.stream().map(this::complete).toList(), Map.of("axis", 1L));
    }

    @Override
    public String upsample(String x) {
        String y = next("upsample");
        String scales = graph.floats(y + ".scales", new float[] {1, 1, 2, 2}, 4);
        return graph.node(
                "Resize",
                y,
                List.of(complete(x), "", scales),
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
                List.of(complete(x)),
                Map.of(
                        "kernel_shape", new long[] {kernel, kernel},
                        "strides", new long[] {1, 1},
                        "pads", new long[] {pad, pad, pad, pad}));
    }

    private String next(String kind) {
        return kind + "." + unnamed++;
    }
}
