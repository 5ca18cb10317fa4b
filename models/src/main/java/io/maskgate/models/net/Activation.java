package io.maskgate.models.net;

/** What follows a normalised convolution. */
public enum Activation {
    NONE,
    RELU,
    SILU,
    /** {@code x * min(max(x + 3, 0), 6) / 6} (arXiv:1905.02244, 5.2). */
    HARD_SWISH,
    /** {@code max(x, 0.1 x)}, as in Darknet. */
    LEAKY_RELU;

    /** What {@link #LEAKY_RELU} leaves of a negative value. */
    public static final float LEAK = 0.1f;
}
