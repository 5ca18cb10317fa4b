package io.maskgate.models.export;

import java.util.List;

/**
 * One step of a network as it stands in an ONNX file.
 *
 * @param name a convolution's is its layer's
 * @param inputs the values it reads, weights not counted
 * @param output the value it gives, activation included
 * @param positive whether no number of the output is below zero, whatever the picture
 */
public record Operation(Kind kind, String name, List<String> inputs, String output, boolean positive) {
    /** What quantisation has to know of an operation. */
    public enum Kind {
        /** Has a kernel of weights. */
        CONVOLUTION,
        /** Hands numbers on as they are: a concatenation, a pool of maxima, a repetition. */
        SAME_VALUES,
        OTHER
    }

    /** The value that is the picture, 0..255; a layer in eight bits that reads it reads its bytes as they are. */
    public static final String PICTURE = OnnxBackend.IMAGE;

    public Operation {
        inputs = List.copyOf(inputs);
    }

    /** Whether this is a convolution of the picture itself. */
    public boolean readsPicture() {
        return kind == Kind.CONVOLUTION && inputs.equals(List.of(PICTURE));
    }
}
