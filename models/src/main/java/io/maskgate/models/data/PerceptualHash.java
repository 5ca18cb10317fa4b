package io.maskgate.models.data;

import java.util.Arrays;

/**
 * What a picture looks like in 64 bits: the signs, against their median, of the lowest 8 x 8 frequencies (DCT-II) of a
 * grey 32 x 32 version. Scaling, compression and brightness change few of them; the same for its mirror image.
 *
 * @param bits row-major, the lowest frequency in the highest bit
 * @param mirrored the bits of the picture with left and right exchanged
 */
record PerceptualHash(long bits, long mirrored) {
    private static final int SIDE = 32;
    private static final int LOW = 8;

    /** @param rgb uint8 [H,W,3] */
    static PerceptualHash of(byte[] rgb, int width, int height) {
        double[] low = frequencies(grey(rgb, width, height));
        var turned = low.clone();
        // Mirroring turns the sign of every frequency that is odd from left to right.
        for (int i = 1; i < turned.length; i += 2) {
            turned[i] = -turned[i];
        }
        return new PerceptualHash(signs(low), signs(turned));
    }

    /** Bits in which two pictures differ, of 64; the lesser of as they are and with one of them mirrored. */
    int distance(PerceptualHash other) {
        return Math.min(Long.bitCount(bits ^ other.bits), Long.bitCount(bits ^ other.mirrored));
    }

    /** The means of 32 x 32 equal parts; of a picture with fewer pixels a pixel may count in several. */
    private static double[] grey(byte[] rgb, int width, int height) {
        var grey = new double[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            int top = row * height / SIDE;
            int bottom = Math.max(top + 1, (row + 1) * height / SIDE);
            for (int column = 0; column < SIDE; column++) {
                int left = column * width / SIDE;
                int right = Math.max(left + 1, (column + 1) * width / SIDE);
                double sum = 0;
                for (int y = top; y < bottom; y++) {
                    for (int at = 3 * (y * width + left); at < 3 * (y * width + right); at += 3) {
                        // Luma of BT.601
                        sum += 0.299 * (rgb[at] & 255) + 0.587 * (rgb[at + 1] & 255) + 0.114 * (rgb[at + 2] & 255);
                    }
                }
                grey[row * SIDE + column] = sum / ((bottom - top) * (right - left));
            }
        }
        return grey;
    }

    private static double[] frequencies(double[] grey) {
        var wave = new double[LOW][SIDE];
        for (int u = 0; u < LOW; u++) {
            for (int x = 0; x < SIDE; x++) {
                wave[u][x] = Math.cos(Math.PI * u * (2 * x + 1) / (2.0 * SIDE));
            }
        }
        var low = new double[LOW * LOW];
        for (int row = 0; row < SIDE; row++) {
            for (int u = 0; u < LOW; u++) {
                double sum = 0;
                for (int x = 0; x < SIDE; x++) {
                    sum += grey[row * SIDE + x] * wave[u][x];
                }
                for (int v = 0; v < LOW; v++) {
                    low[v * LOW + u] += sum * wave[v][row];
                }
            }
        }
        return low;
    }

    /** The mean brightness, first of the frequencies, says nothing and stays out of the median. */
    private static long signs(double[] low) {
        var sorted = Arrays.copyOfRange(low, 1, low.length);
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        long bits = 0;
        for (double value : low) {
            bits = bits << 1 | (value > median ? 1 : 0);
        }
        return bits;
    }
}
