package io.maskgate.models.export;

import io.maskgate.models.export.OnnxGraph.Element;

/**
 * Everything in one floating-point format.
 *
 * @param activations {@link Element#FLOAT} or {@link Element#FLOAT16}
 */
record FloatNumbers(OnnxGraph graph, Element activations) implements Numbers {
    @Override
    public String image() {
        return OnnxBackend.IMAGE;
    }

    @Override
    public boolean readsBytes(String layer) {
        return false;
    }

    @Override
    public String centred(String layer, String plane) {
        throw new IllegalStateException("layer " + layer + " reads floating-point numbers");
    }

    @Override
    public String read(String value) {
        return value;
    }

    @Override
    public String kernel(String layer, float[] values, long... shape) {
        return constant(layer + ".weight", values, shape);
    }

    @Override
    public String bias(String layer, float[] values) {
        return constant(layer + ".bias", values, values.length);
    }

    @Override
    public String scalar(String name, float value) {
        return constant(name, new float[] {value});
    }

    private String constant(String name, float[] values, long... shape) {
        return activations == Element.FLOAT16 ? graph.halves(name, values, shape) : graph.floats(name, values, shape);
    }
}
