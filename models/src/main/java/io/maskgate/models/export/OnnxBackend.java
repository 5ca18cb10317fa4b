package io.maskgate.models.export;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Unit;
import io.maskgate.models.net.UnitNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes a network down as ONNX nodes; what it passes on are the names of values. Batch normalisation is folded into the
 * convolution before it: {@code w' = w * g}, {@code b' = beta - mean * g} with {@code g = gamma / sqrt(var + epsilon)}.
 */
final class OnnxBackend implements Backend<String> {
    /** What the picture in 0..255, {@code [N,H,W,3]}, of which networks expect the 255th part, is called among values. */
    static final String IMAGE = "image";

    private static final List<String> SIDES = List.of("left", "top", "right", "bottom");

    private final OnnxGraph graph;
    private final Map<String, float[]> weights;
    private final Numbers numbers;
    private final List<Operation> operations = new ArrayList<>();
    private final Set<String> positive = new HashSet<>(Set.of(IMAGE));
    /** Values that still lack a constant factor, all above zero; the next convolution takes it into its weights. */
    private final Map<String, Double> factors = new HashMap<>(Map.of(IMAGE, 1 / 255.0));

    private final PictureLayer picture;
    /** The picture, and what is it but for a factor: the colours of a cell lie side by side. */
    private final Set<String> pictures = new HashSet<>(Set.of(IMAGE));

    private final Map<String, List<String>> apart = new HashMap<>();

    /** How many pixels of the picture a cell of a value is wide; 1 of those that are not here. */
    private final Map<String, Integer> strides = new HashMap<>();

    private int unnamed;

    /**
     * @param width of the picture, pixels
     * @param height of the picture, pixels
     * @param weights every tensor of the network by name, row-major
     * @param numbers in which format they and the activations stand
     */
    OnnxBackend(OnnxGraph graph, int width, int height, Map<String, float[]> weights, Numbers numbers) {
        this.graph = graph;
        this.picture = new PictureLayer(graph, numbers, width, height);
        this.weights = weights;
        this.numbers = numbers;
    }

    /** What has been written down so far, in order. */
    List<Operation> operations() {
        return List.copyOf(operations);
    }

    @Override
    public String unit(UnitNames names, String x, Unit unit) {
        float[] gamma = weight(names.gain());
        float[] beta = weight(names.shift());
        float[] mean = weight(names.mean());
        float[] variance = weight(names.variance());
        float[] kernel = weight(names.kernel()).clone();
        var bias = new float[unit.out()];
        int each = kernel.length / bias.length;
        for (int o = 0; o < bias.length; o++) {
            double gain = gamma[o] / Math.sqrt(variance[o] + Unit.EPSILON);
            bias[o] = (float) (beta[o] - mean[o] * gain);
            for (int i = o * each; i < (o + 1) * each; i++) {
                kernel[i] = (float) (kernel[i] * gain);
            }
        }
        return convolve(names.layer(), x, unit, kernel, bias);
    }

    @Override
    public String biased(String name, String x, Unit unit, float initialBias) {
        return convolve(name, x, unit, weight(name + ".weight"), weight(name + ".bias"));
    }

    /** As a convolution for each side: what is worked out of one side's map is small before the next side's is there. */
    @Override
    public String sides(String name, String x, int in, int bins) {
        float[] kernel = weight(name + ".weight");
        float[] bias = weight(name + ".bias");
        var unit = Unit.pointwise(in, bins).linear();
        var maps = new ArrayList<String>();
        for (int side = 0; side < SIDES.size(); side++) {
            int from = side * bins;
            float[] own = Arrays.copyOfRange(kernel, from * in, (from + bins) * in);
            float[] ownBias = Arrays.copyOfRange(bias, from, from + bins);
            maps.add(convolve(name + "." + SIDES.get(side), x, unit, own, ownBias));
        }
        apart.put(name, List.copyOf(maps));
        return name;
    }

    /** The maps that make up this one, by channels: its sides where they were kept apart, otherwise itself. */
    List<String> parts(String map) {
        return apart.getOrDefault(map, List.of(map));
    }

    private String convolve(String name, String x, Unit unit, float[] kernel, float[] bias) {
        String y = convolution(name, x, unit, kernel, bias);
        strides.put(y, stride(x) * unit.stride());
        return y;
    }

    private String convolution(String name, String x, Unit unit, float[] kernel, float[] bias) {
        double factor = factors.getOrDefault(x, 1.0);
        var values = new float[kernel.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (kernel[i] * factor);
        }
        if (pictures.contains(x) && numbers.readsBytes(name)) {
            return onBytes(name, x, unit, values, bias);
        }
        String y = pictures.contains(x)
                ? picture.inLines(name, x, unit, values, bias)
                : onMap(name, x, unit, values, bias);
        return switch (unit.activation()) {
            // Engines run a convolution and its ReLU as one: nothing is rounded between them.
            case RELU -> layer(name, x, relu(name, y));
            case NONE -> layer(name, x, y);
            default -> activate(layer(name, x, y), unit.activation());
        };
    }

    private String onMap(String name, String x, Unit unit, float[] kernel, float[] bias) {
        long size = unit.kernel();
        long pad = size / 2;
        String w = numbers.kernel(name, kernel, unit.out(), unit.in() / unit.groups(), size, size);
        return graph.node(
                "Conv",
                name,
                List.of(numbers.read(x), w, numbers.bias(name, bias)),
                Map.of(
                        "kernel_shape", new long[] {size, size},
                        "strides", new long[] {unit.stride(), unit.stride()},
                        "pads", new long[] {pad, pad, pad, pad},
                        "group", (long) unit.groups()));
    }

    /** The same of a picture in eight bits. */
    private String onBytes(String name, String x, Unit unit, float[] kernel, float[] bias) {
        boolean rectified = unit.activation() == Activation.RELU;
        String pairs = picture.inCells(name, unit, kernel, bias);
        String known = rectified ? relu(name + ".pairs", pairs) : pairs;
        String y = picture.singles(rectified ? name + ".relu" : name, known, unit);
        if (rectified) {
            positive.add(y);
        }
        layer(name, x, y);
        return rectified ? y : activate(y, unit.activation());
    }

    private String relu(String name, String read) {
        String relu = graph.node("Relu", name + ".relu", List.of(read), Map.of());
        positive.add(relu);
        return relu;
    }

    @Override
    public String activate(String x, Activation activation) {
        String y = complete(x);
        String read = numbers.read(y);
        return switch (activation) {
            case NONE -> x;
            case RELU -> note(Operation.Kind.OTHER, y + ".relu", List.of(y), relu(y, read));
            case SILU -> {
                String gate = graph.node("Sigmoid", y + ".gate", List.of(read), Map.of());
                yield other(y, graph.node("Mul", y + ".silu", List.of(read, gate), Map.of()));
            }
            case HARD_SWISH -> other(y, graph.node("HardSwish", y + ".swish", List.of(read), Map.of()));
            case LEAKY_RELU -> {
                var leak = Map.<String, Object>of("alpha", Activation.LEAK);
                yield other(y, graph.node("LeakyRelu", y + ".leaky", List.of(read), leak));
            }
        };
    }

    private String other(String x, String y) {
        return note(Operation.Kind.OTHER, y, List.of(x), y);
    }

    @Override
    public String scale(String name, String x) {
        String y = complete(x);
        String factor = numbers.scalar(name, weight(name)[0]);
        String product = graph.node("Mul", name + ".scaled", List.of(numbers.read(y), factor), Map.of());
        return other(y, product);
    }

    @Override
    public String times(String x, float factor) {
        String y = graph.node("Identity", next("times"), List.of(x), Map.of());
        if (pictures.contains(x)) {
            pictures.add(y);
        }
        return lacking(x, factor, y);
    }

    /** As slices of planes. */
    @Override
    public String phases(String x) {
        String y = next("phases");
        String planes = pictures.contains(x)
                ? graph.node("Transpose", y + ".planes", List.of(x), Map.of("perm", new long[] {0, 3, 1, 2}))
                : x;
        String ends = graph.longs(y + ".ends", Integer.MAX_VALUE, Integer.MAX_VALUE);
        String axes = graph.longs(y + ".axes", 2, 3);
        String steps = graph.longs(y + ".steps", 2, 2);
        var parts = new ArrayList<String>();
        for (int column = 0; column < 2; column++) {
            for (int row = 0; row < 2; row++) {
                String part = y + "." + row + column;
                String starts = graph.longs(part + ".starts", row, column);
                parts.add(graph.node("Slice", part, List.of(planes, starts, ends, axes, steps), Map.of()));
            }
        }
        strides.put(y, 2 * stride(x));
        return lacking(x, 1, graph.node("Concat", y, parts, Map.of("axis", 1L)));
    }

    /** Notes that a value is still to be multiplied by what {@code x} is, and by {@code factor}. */
    private String lacking(String x, double factor, String y) {
        factors.put(y, factor * factors.getOrDefault(x, 1.0));
        strides.putIfAbsent(y, stride(x));
        if (positive.contains(x)) {
            positive.add(y);
        }
        return y;
    }

    /** The value with the factor it lacks. */
    private String complete(String x) {
        double factor = factors.getOrDefault(x, 1.0);
        if (factor == 1) {
            return x;
        }
        String y = next("factor");
        String product = graph.node("Mul", y, List.of(x, numbers.scalar(y + ".value", (float) factor)), Map.of());
        return keepsSign(Operation.Kind.OTHER, List.of(x), product);
    }

    /**
     * Something that is worked out of a map outside the network, in floating point: the map itself may stand in eight bits.
     *
     * @param x a layer's
     * @param most the map's numbers are held within, which is part of its layer
     * @param work from what is to be read of the map to the result
     */
    String workedOn(String x, float most, UnaryOperator<String> work) {
        var limits = List.of(x, numbers.scalar(x + ".least", -most), numbers.scalar(x + ".most", most));
        String held = graph.node("Clip", x + ".held", limits, Map.of());
        operations.replaceAll(operation -> operation.output().equals(x)
                ? new Operation(operation.kind(), operation.name(), operation.inputs(), held, false)
                : operation);
        String y = work.apply(numbers.read(held));
        return note(Operation.Kind.OTHER, y, List.of(held), y);
    }

    private String layer(String name, String x, String y) {
        return note(Operation.Kind.CONVOLUTION, name, List.of(x), y);
    }

    private int stride(String x) {
        return strides.getOrDefault(x, 1);
    }

    private String note(Operation.Kind kind, String name, List<String> inputs, String output) {
        strides.putIfAbsent(output, stride(inputs.getFirst()));
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

    private float[] weight(String name) {
        return Optional.ofNullable(weights.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no weight " + name));
    }

    @Override
    public String add(String a, String b) {
        var parts = List.of(complete(a), complete(b));
        String sum =
                graph.node("Add", next("add"), parts.stream().map(numbers::read).toList(), Map.of());
        return keepsSign(Operation.Kind.OTHER, parts, sum);
    }

    @Override
    public String concat(List<String> parts) {
        var whole = parts.stream().map(this::complete).toList();
        var read = whole.stream().map(numbers::read).toList();
        return keepsSign(
                Operation.Kind.SAME_VALUES, whole, graph.node("Concat", next("concat"), read, Map.of("axis", 1L)));
    }

    /** With the map's height and width, for an engine that does better than to look where each number comes from. */
    @Override
    public String upsample(String x) {
        String whole = complete(x);
        String y = next("upsample");
        String scales = graph.floats(y + ".scales", new float[] {1, 1, 2, 2}, 4);
        graph.node(
                "Resize",
                y,
                List.of(numbers.read(whole), "", scales),
                Map.of(
                        "mode", "nearest",
                        "coordinate_transformation_mode", "asymmetric",
                        "nearest_mode", "floor"),
                "cells " + picture.height() / stride(whole) + "x" + picture.width() / stride(whole));
        strides.put(y, stride(whole) / 2);
        return keepsSign(Operation.Kind.SAME_VALUES, List.of(whole), y);
    }

    @Override
    public String maxPool(String x, int kernel) {
        return pool(x, next("pool"), kernel, 1);
    }

    @Override
    public String halve(String x, int kernel) {
        return pool(x, next("halve"), kernel, 2);
    }

    private String pool(String x, String name, long kernel, long stride) {
        String whole = complete(x);
        long pad = (kernel - 1) / 2;
        String y = graph.node(
                "MaxPool",
                name,
                List.of(numbers.read(whole)),
                Map.of(
                        "kernel_shape", new long[] {kernel, kernel},
                        "strides", new long[] {stride, stride},
                        "pads", new long[] {pad, pad, pad, pad}));
        strides.put(y, stride(whole) * (int) stride);
        return keepsSign(Operation.Kind.SAME_VALUES, List.of(whole), y);
    }

    @Override
    public String channels(String x, int from, int count) {
        String whole = complete(x);
        String y = next("channels");
        String start = graph.longs(y + ".start", from);
        String end = graph.longs(y + ".end", from + count);
        String axis = graph.longs(y + ".axis", 1);
        graph.node("Slice", y, List.of(numbers.read(whole), start, end, axis), Map.of());
        return keepsSign(Operation.Kind.SAME_VALUES, List.of(whole), y);
    }

    /** As one Gather: reshaping and transposing would need height and width. */
    @Override
    public String shuffle(String x, int channels, int groups) {
        var order = new long[channels];
        int each = channels / groups;
        for (int i = 0; i < channels; i++) {
            order[i] = (long) i % groups * each + i / groups;
        }
        String whole = complete(x);
        String y = next("shuffle");
        String index = graph.longs(y + ".order", order);
        graph.node("Gather", y, List.of(numbers.read(whole), index), Map.of("axis", 1L));
        return keepsSign(Operation.Kind.SAME_VALUES, List.of(whole), y);
    }

    /** Its two dense layers see single numbers, cost nothing, and stay in floating point. */
    @Override
    public String excite(String name, String x, int channels, int hidden) {
        String whole = complete(x);
        String mean = graph.node("GlobalAveragePool", name + ".mean", List.of(numbers.read(whole)), Map.of());
        String squeezed = biased(name + ".squeeze", mean, Unit.pointwise(channels, hidden), 0);
        String excited = biased(
                name + ".excite", squeezed, Unit.pointwise(hidden, channels).linear(), 0);
        String gate =
                graph.node("HardSigmoid", name + ".gate", List.of(excited), Map.of("alpha", 1 / 6f, "beta", 0.5f));
        String product = graph.node("Mul", name + ".scaled", List.of(numbers.read(whole), gate), Map.of());
        return note(Operation.Kind.OTHER, name + ".scaled", List.of(whole, gate), product);
    }

    private String next(String kind) {
        return kind + "." + unnamed++;
    }
}
