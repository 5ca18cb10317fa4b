package io.maskgate.models.export;

import io.maskgate.models.export.OnnxGraph.Element;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Eight bits as pairs of QuantizeLinear and DequantizeLinear: symmetric int8 with zero point 0 for kernels, by output
 * channel, and for activations, as TensorRT wants both. Biases stay in float32: TensorRT takes no other, and ONNX Runtime
 * turns them into int32 itself.
 *
 * <p>All activations share two constants as zero points, {@link #SIGNED} and {@link #POSITIVE}, so that an engine whose
 * kernels are made for uint8 can change the reading of the whole file in two places: the number q is then held as q + 128
 * with zero point 128, or as q with zero point 0 where it is never negative.
 */
final class QuantisedNumbers implements Numbers {
    /** Zero point of values that may be negative. */
    static final String SIGNED = "maskgate.zero.signed";

    /** Zero point of values that follow a ReLU. */
    static final String POSITIVE = "maskgate.zero.positive";

    private final OnnxGraph graph;
    private final QuantisationPlan plan;
    private final String suffix;
    private final Set<String> written = new HashSet<>();

    /** @param unsignedReading whether the zero points have the names by which engines find them */
    QuantisedNumbers(OnnxGraph graph, QuantisationPlan plan, boolean unsignedReading) {
        this.graph = graph;
        this.plan = plan;
        this.suffix = unsignedReading ? "" : ".fixed";
    }

    @Override
    public Element activations() {
        return Element.FLOAT;
    }

    @Override
    public String read(String value) {
        var step = plan.steps().get(value);
        if (step == null) {
            return value;
        }
        String read = value + ".read";
        if (written.add(value)) {
            String zero = (step.positive() ? POSITIVE : SIGNED) + suffix;
            if (written.add(zero)) {
                graph.bytes(zero, new byte[1]);
            }
            String size = graph.floats(value + ".step", new float[] {step.size()});
            String quantised = graph.node("QuantizeLinear", value + ".quantised", List.of(value, size, zero), Map.of());
            graph.node("DequantizeLinear", read, List.of(quantised, size, zero), Map.of());
        }
        return read;
    }

    @Override
    public String kernel(String layer, float[] values, long... shape) {
        String name = layer + ".weight";
        if (!plan.layers().contains(layer)) {
            return graph.floats(name, values, shape);
        }
        int channels = (int) shape[0];
        var quantised = new byte[values.length];
        var steps = new float[channels];
        int each = values.length / channels;
        for (int o = 0; o < channels; o++) {
            steps[o] = step(values, o * each, each);
            for (int i = o * each; i < (o + 1) * each; i++) {
                quantised[i] = (byte) Math.rint(values[i] / steps[o]);
            }
        }
        String bytes = graph.bytes(name + ".quantised", quantised, shape);
        String size = graph.floats(name + ".step", steps, channels);
        String zero = graph.bytes(name + ".zero", new byte[channels], channels);
        return graph.node("DequantizeLinear", name, List.of(bytes, size, zero), Map.of("axis", 0L));
    }

    /** A channel of zeros gets a step of its own, since none may be zero. */
    private static float step(float[] values, int from, int count) {
        float most = 0;
        for (int i = from; i < from + count; i++) {
            most = Math.max(most, Math.abs(values[i]));
        }
        return most > 0 ? most / QuantisationPlan.LEVELS : 1;
    }

    @Override
    public String scalar(String name, float value) {
        return graph.floats(name, new float[] {value});
    }

    @Override
    public String bias(String layer, float[] values) {
        return graph.floats(layer + ".bias", values, values.length);
    }
}
