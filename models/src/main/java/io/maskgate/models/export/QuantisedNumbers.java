package io.maskgate.models.export;

import io.maskgate.models.export.OnnxGraph.Element;
import io.maskgate.models.export.QuantisationPlan.Step;
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
 *
 * <p>A picture less {@link #GREY} is such a number already: in int8 exactly, and read as uint8 its bytes are those of the
 * picture. The operations that make int8 of it have names that begin with {@link #PICTURE}, so that such an engine can
 * leave them out and take the picture as it is.
 */
final class QuantisedNumbers implements Numbers {
    /** Zero point of values that may be negative. */
    static final String SIGNED = "maskgate.zero.signed";

    /** Zero point of values that follow a ReLU. */
    static final String POSITIVE = "maskgate.zero.positive";

    /** The middle of a picture's levels, of which -128..127 are left. */
    static final float GREY = 128;

    /** With which the names of the operations begin that turn a picture into int8. */
    static final String PICTURE = "maskgate.picture.";

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
    public String image() {
        return plan.steps().containsKey(OnnxBackend.IMAGE) ? PICTURE + "float" : OnnxBackend.IMAGE;
    }

    @Override
    public boolean readsBytes(String layer) {
        return plan.steps().containsKey(OnnxBackend.IMAGE) && plan.layers().contains(layer);
    }

    @Override
    public String centred(String layer, String plane) {
        String grey = graph.floats(PICTURE + "grey", new float[] {GREY});
        String centred = graph.node("Sub", PICTURE + "centred", List.of(plane, grey), Map.of());
        return inEightBits(layer, centred, PICTURE + "quantised", new Step(1, false));
    }

    @Override
    public String read(String value) {
        var step = plan.steps().get(value);
        if (step == null) {
            return value;
        }
        return written.add(value) ? inEightBits(value, value, value + ".quantised", step) : value + ".read";
    }

    /** Writes a value to eight bits and back: {@code name + ".read"}. */
    private String inEightBits(String name, String value, String quantised, Step step) {
        String zero = (step.positive() ? POSITIVE : SIGNED) + suffix;
        if (written.add(zero)) {
            graph.bytes(zero, new byte[1]);
        }
        String size = graph.floats(name + ".step", new float[] {step.size()});
        graph.node("QuantizeLinear", quantised, List.of(value, size, zero), Map.of());
        return graph.node("DequantizeLinear", name + ".read", List.of(quantised, size, zero), Map.of());
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
