package io.maskgate.models.net;

/** What follows a normalised convolution. */
public enum Activation {
    NONE,
    RELU,
    SILU
}
