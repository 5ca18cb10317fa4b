package io.maskgate.models.synth;

import java.awt.Color;

/** A colour in linear light, nominally 0 to 1 per channel; values above 1 are bright and clip when encoded. */
record Rgb(double r, double g, double b) {
    /** From 8-bit sRGB values (gamma approximated by 2.2). */
    static Rgb srgb(int r, int g, int b) {
        return new Rgb(Math.pow(r / 255.0, 2.2), Math.pow(g / 255.0, 2.2), Math.pow(b / 255.0, 2.2));
    }

    /** From hue, saturation and brightness of an sRGB colour, each 0 to 1. */
    static Rgb hsb(double hue, double saturation, double brightness) {
        int packed = Color.HSBtoRGB((float) hue, (float) saturation, (float) brightness);
        return srgb(packed >> 16 & 255, packed >> 8 & 255, packed & 255);
    }

    Rgb times(double factor) {
        return new Rgb(r * factor, g * factor, b * factor);
    }

    Rgb times(Rgb other) {
        return new Rgb(r * other.r, g * other.g, b * other.b);
    }

    Rgb plus(Rgb other) {
        return new Rgb(r + other.r, g + other.g, b + other.b);
    }

    /** This colour at {@code share} 0, the other at 1. */
    Rgb mix(Rgb other, double share) {
        double s = Math.clamp(share, 0, 1);
        return new Rgb(r + (other.r - r) * s, g + (other.g - g) * s, b + (other.b - b) * s);
    }

    double luminance() {
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }

    /** The sRGB encoding of one linear channel, 0 to 255, with a soft shoulder instead of a hard clip. */
    static int encode(double linear) {
        double v = Math.max(0, linear);
        if (v > 0.8) {
            v = 0.8 + 0.2 * (1 - Math.exp(-(v - 0.8) / 0.2));
        }
        return (int) (255 * Math.pow(v, 1 / 2.2) + 0.5);
    }

    Color awt() {
        return new Color(encode(r), encode(g), encode(b));
    }

    Color awt(double alpha) {
        return new Color(encode(r), encode(g), encode(b), (int) (255 * Math.clamp(alpha, 0, 1)));
    }
}
