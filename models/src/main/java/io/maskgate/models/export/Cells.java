package io.maskgate.models.export;

import io.maskgate.models.net.Unit;

/**
 * A picture seen in cells of pixels that lie side by side, so wide that a convolution of the picture gives two numbers a
 * cell and channel. As a convolution of cells it has more channels and a narrower kernel, most of it zeros; in eight bits
 * that is several times as fast, since engines have kernels for channels in fours, which three colours are not.
 *
 * @param unit the convolution of the picture
 * @param pixels of a cell
 * @param left cells that the kernel reaches to the left
 * @param right cells that the kernel reaches to the right
 */
record Cells(Unit unit, int pixels, int left, int right) {
    /** Numbers of one channel that are worked out for a cell. */
    static final int EACH = 2;

    private static final int COLOURS = 3;

    static Cells of(Unit unit) {
        int pixels = EACH * unit.stride();
        int pad = unit.kernel() / 2;
        int last = (EACH - 1) * unit.stride() + unit.kernel() - 1 - pad;
        return new Cells(unit, pixels, Math.ceilDiv(pad, pixels), last / pixels);
    }

    /** Numbers of a cell. */
    int channels() {
        return COLOURS * pixels;
    }

    /** Cells that the kernel is wide. */
    int wide() {
        return left + 1 + right;
    }

    /**
     * From {@code [out,3,k,k]} to {@code [2 out, channels, k, wide]}: the outputs of the left pixel before those of the
     * right one.
     */
    float[] woven(float[] kernel) {
        int size = unit.kernel();
        int out = unit.out();
        var woven = new float[EACH * out * channels() * size * wide()];
        for (int each = 0; each < EACH; each++) {
            int first = each * unit.stride() - size / 2 + left * pixels;
            for (int o = 0; o < out; o++) {
                for (int colour = 0; colour < COLOURS; colour++) {
                    for (int row = 0; row < size; row++) {
                        for (int column = 0; column < size; column++) {
                            int at = first + column;
                            int channel = at % pixels * COLOURS + colour;
                            woven[(((each * out + o) * channels() + channel) * size + row) * wide() + at / pixels] =
                                    kernel[((o * COLOURS + colour) * size + row) * size + column];
                        }
                    }
                }
            }
        }
        return woven;
    }

    /** The same for both numbers of a cell. */
    float[] repeated(float[] bias) {
        var repeated = new float[EACH * bias.length];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = bias[i % bias.length];
        }
        return repeated;
    }
}
