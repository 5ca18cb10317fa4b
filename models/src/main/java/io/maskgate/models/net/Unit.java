package io.maskgate.models.net;

/**
 * Convolution without bias, batch normalisation, activation; padding (kernel - 1) / 2.
 *
 * @param groups 1 for a dense convolution, {@code in} for a depthwise one
 */
public record Unit(int in, int out, int kernel, int stride, int groups, Activation activation) {
    /** Added to the variance by the normalisation, as in DAMO-YOLO. */
    public static final double EPSILON = 1e-3;

    public Unit {
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException("groups " + groups + " must divide in " + in + " and out " + out);
        }
    }

    public static Unit dense(int in, int out, int kernel, int stride) {
        return new Unit(in, out, kernel, stride, 1, Activation.RELU);
    }

    /** A 3x3 depthwise convolution. */
    public static Unit depthwise(int channels, int stride) {
        return new Unit(channels, channels, 3, stride, channels, Activation.RELU);
    }

    public static Unit pointwise(int in, int out) {
        return dense(in, out, 1, 1);
    }

    /** The same without activation. */
    public Unit linear() {
        return then(Activation.NONE);
    }

    /** The same with another activation. */
    public Unit then(Activation other) {
        return new Unit(in, out, kernel, stride, groups, other);
    }
}
