package io.maskgate.models.synth;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;

/**
 * What a camera adds: softness, then sensor noise.
 *
 * @param blur standard deviation of the softness, pixels; 0 for none
 * @param noise standard deviation of the noise, of 255
 */
record Optics(double blur, double noise) {
    /** Applies both to a TYPE_INT_RGB picture in place. */
    void apply(BufferedImage image, SplittableRandom random) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        if (blur > 0.05) {
            var kernel = kernel();
            var across = pass(pixels, kernel, width, height, 1, width);
            System.arraycopy(pass(across, kernel, height, width, width, 1), 0, pixels, 0, pixels.length);
        }
        if (noise > 0) {
            for (int i = 0; i < pixels.length; i++) {
                int grey = (int) Math.round(noise * gauss(random));
                int p = pixels[i];
                int r = Math.clamp((p >> 16 & 255) + grey + (int) Math.round(0.5 * noise * gauss(random)), 0, 255);
                int g = Math.clamp((p >> 8 & 255) + grey, 0, 255);
                int b = Math.clamp((p & 255) + grey + (int) Math.round(0.5 * noise * gauss(random)), 0, 255);
                pixels[i] = r << 16 | g << 8 | b;
            }
        }
    }

    /** Nearly normal: the sum of three uniform numbers, scaled to deviation 1. */
    private static double gauss(SplittableRandom random) {
        return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
    }

    private double[] kernel() {
        int radius = Math.max(1, (int) Math.ceil(2.5 * blur));
        var kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            double t = (i - radius) / blur;
            kernel[i] = Math.exp(-t * t / 2);
            sum += kernel[i];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }

    /** One direction of the blur: lines of {@code length} pixels {@code step} apart, {@code lines} of them {@code stride} apart. */
    private static int[] pass(int[] from, double[] kernel, int length, int lines, int step, int stride) {
        var to = new int[from.length];
        int radius = kernel.length / 2;
        for (int line = 0; line < lines; line++) {
            for (int at = 0; at < length; at++) {
                double r = 0.5;
                double g = 0.5;
                double b = 0.5;
                for (int k = -radius; k <= radius; k++) {
                    int p = from[line * stride + Math.clamp(at + k, 0, length - 1) * step];
                    double weight = kernel[k + radius];
                    r += weight * (p >> 16 & 255);
                    g += weight * (p >> 8 & 255);
                    b += weight * (p & 255);
                }
                to[line * stride + at * step] = (int) r << 16 | (int) g << 8 | (int) b;
            }
        }
        return to;
    }
}
