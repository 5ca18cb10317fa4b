package io.maskgate.models.data;

import java.util.random.RandomGenerator;

/** Changes of colour and light, in place on uint8 RGB. */
final class ColourEffects {
    private ColourEffects() {}

    /** Colour jitter and loss of colour, fused into one 3x3 matrix. */
    static void jitter(byte[] rgb, AugmentRecipe recipe, RandomGenerator random) {
        float hue = Draw.between(random, -recipe.hueGain(), recipe.hueGain());
        float saturation = 1 + Draw.between(random, -recipe.satGain(), recipe.satGain());
        float value = 1 + Draw.between(random, -recipe.valGain(), recipe.valGain());
        if (Draw.chance(random, recipe.grayscale())) {
            saturation = 0;
        }
        if (hue != 0 || saturation != 1 || value != 1) {
            multiply(rgb, matrix(hue, saturation, value));
        }
    }

    /**
     * Hue turned by a part of the circle, saturation about the luma and brightness as one matrix on RGB: the hue rotation
     * of SVG's feColorMatrix (W3C Filter Effects 1, luma .213 .715 .072), its chroma part times the saturation.
     *
     * @return 9 factors, row by row, times 2^14
     */
    static int[] matrix(float hue, float saturation, float value) {
        double cos = saturation * Math.cos(2 * Math.PI * hue);
        double sin = saturation * Math.sin(2 * Math.PI * hue);
        double[] m = {
            .213 + cos * .787 - sin * .213,
            .715 - cos * .715 - sin * .715,
            .072 - cos * .072 + sin * .928,
            .213 - cos * .213 + sin * .143,
            .715 + cos * .285 + sin * .140,
            .072 - cos * .072 - sin * .283,
            .213 - cos * .213 - sin * .787,
            .715 - cos * .715 + sin * .715,
            .072 + cos * .928 + sin * .072
        };
        var fixed = new int[9];
        for (int i = 0; i < 9; i++) {
            fixed[i] = (int) Math.round(m[i] * value * (1 << 14));
        }
        return fixed;
    }

    static void multiply(byte[] rgb, int[] m) {
        int m0 = m[0];
        int m1 = m[1];
        int m2 = m[2];
        int m3 = m[3];
        int m4 = m[4];
        int m5 = m[5];
        int m6 = m[6];
        int m7 = m[7];
        int m8 = m[8];
        for (int i = 0; i + 2 < rgb.length; i += 3) {
            int r = rgb[i] & 255;
            int g = rgb[i + 1] & 255;
            int b = rgb[i + 2] & 255;
            rgb[i] = clamp((m0 * r + m1 * g + m2 * b + (1 << 13)) >> 14);
            rgb[i + 1] = clamp((m3 * r + m4 * g + m5 * b + (1 << 13)) >> 14);
            rgb[i + 2] = clamp((m6 * r + m7 * g + m8 * b + (1 << 13)) >> 14);
        }
    }

    /** Light that changes along a random direction from one gain to another, 0.4 to 1.4. */
    static void gradient(Canvas canvas, RandomGenerator random) {
        double angle = Draw.between(random, 0, (float) (2 * Math.PI));
        float from = Draw.between(random, 0.4f, 1);
        float to = Draw.between(random, 1, 1.4f);
        double dx = Math.cos(angle) / canvas.width;
        double dy = Math.sin(angle) / canvas.height;
        double half = (Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle))) / 2;
        double slope = (to - from) / (2 * half);
        int step = (int) Math.round(slope * dx * (1 << 16));
        int i = 0;
        for (int y = 0; y < canvas.height; y++) {
            double start = from + slope * (half - 0.5 * Math.cos(angle) + (y - canvas.height / 2.0) * dy);
            int gain = (int) Math.round(start * (1 << 16));
            for (int x = 0; x < canvas.width; x++, gain += step, i += 3) {
                canvas.pixels[i] = clamp((canvas.pixels[i] & 255) * gain >> 16);
                canvas.pixels[i + 1] = clamp((canvas.pixels[i + 1] & 255) * gain >> 16);
                canvas.pixels[i + 2] = clamp((canvas.pixels[i + 2] & 255) * gain >> 16);
            }
        }
    }

    /** Gaussian noise of standard deviation 2 to 14, each channel for itself. */
    static void noise(byte[] rgb, RandomGenerator random) {
        float sigma = Draw.between(random, 2, 14);
        // 4096 draws, walked through by a cheap generator: a true Gaussian per byte would cost more than the whole
        // view.
        var table = new int[4096];
        for (int i = 0; i < table.length; i++) {
            table[i] = (int) Math.round(random.nextGaussian() * sigma);
        }
        int state = random.nextInt() | 1;
        for (int i = 0; i < rgb.length; i++) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            rgb[i] = clamp((rgb[i] & 255) + table[state >>> 20]);
        }
    }

    static byte clamp(int value) {
        return (byte) Math.clamp(value, 0, 255);
    }
}
