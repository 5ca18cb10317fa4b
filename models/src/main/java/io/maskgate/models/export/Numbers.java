package io.maskgate.models.export;

import io.maskgate.models.export.OnnxGraph.Element;

/** How the numbers of a network stand in its file. */
interface Numbers {
    /** The element type that operations work on. */
    Element activations();

    /** The name of the value that holds the picture, {@link OnnxBackend#IMAGE} in most files. */
    String image();

    /** Whether this layer reads the picture in eight bits: as {@link #centred} gives it. */
    boolean readsBytes(String layer);

    /**
     * The picture less {@link QuantisedNumbers#GREY}, in eight bits and exact.
     *
     * @param layer that reads it
     * @param plane its numbers in 0..255
     */
    String centred(String layer, String plane);

    /** What an operation reads instead of this value. */
    String read(String value);

    /** Adds a convolution's kernel {@code [out, ...]}; the name of the value that holds it. */
    String kernel(String layer, float[] values, long... shape);

    /** Adds a number that activations are multiplied by. */
    String scalar(String name, float value);

    /** Adds a convolution's bias. */
    String bias(String layer, float[] values);
}
