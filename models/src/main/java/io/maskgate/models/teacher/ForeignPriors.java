package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.InferenceException;

/**
 * The priors of an SSD (arXiv:1512.02325), level by level, each row by row, and boxes measured from them.
 *
 * <p>A prior of size s in the ratio r of width to height is {@code s * sqrt(r)} wide and {@code s / sqrt(r)} high. Of a box
 * the numbers are {@code dx, dy, dw, dh}: its centre is {@code prior centre + d * variance[0] * prior size}, its size
 * {@code prior size * exp(d * variance[1])}.
 *
 * <p>Sources: {@code layers/functions/prior_box.py} and {@code utils/box_utils.py} of github.com/biubug6/Pytorch_Retinaface
 * (cells as large as the stride); {@code vision/utils/box_utils.py} of
 * github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB (the input shared evenly, clipped) and of
 * github.com/qfgaohao/pytorch-ssd (ratios); {@code utils/anchor_generator.py} and {@code anchor_decode.py} of
 * github.com/AIZOOTech/FaceMaskDetection (ratios, sizes as fractions).
 */
final class ForeignPriors {
    private static final int NUMBERS = 4;

    private final AdapterInput input;
    private final AdapterBoxes says;
    private final float[] priors;
    private int filled;

    ForeignPriors(AdapterInput input, AdapterBoxes says) {
        this.input = input;
        this.says = says;
        int count = 0;
        for (int level = 0; level < says.strides().size(); level++) {
            count += across(level) * down(level) * inCell(level);
        }
        priors = new float[count * NUMBERS];
        for (int level = 0; level < says.strides().size(); level++) {
            for (int cell = 0; cell < across(level) * down(level); cell++) {
                fill(level, cell % across(level), cell / across(level));
            }
        }
    }

    private int across(int level) {
        return Math.ceilDiv(input.width(), says.strides().get(level));
    }

    private int down(int level) {
        return Math.ceilDiv(input.height(), says.strides().get(level));
    }

    private int inCell(int level) {
        return says.priors().sizes().get(level).size()
                + says.priors().ratios(level).size();
    }

    private void fill(int level, int column, int row) {
        boolean even = says.priors().cells() == AdapterPriors.Cells.EVEN;
        double stride = says.strides().get(level);
        double x = (column + 0.5) * (even ? (double) input.width() / across(level) : stride);
        double y = (row + 0.5) * (even ? (double) input.height() / down(level) : stride);
        var sizes = says.priors().sizes().get(level);
        sizes.forEach(size -> add(x, y, size, 1));
        says.priors().ratios(level).forEach(ratio -> add(x, y, sizes.getFirst(), ratio));
    }

    private void add(double x, double y, double size, double ratio) {
        boolean fraction = says.unit() == AdapterBoxes.Unit.FRACTION;
        double width = size * Math.sqrt(ratio) * (fraction ? input.width() : 1);
        double height = size / Math.sqrt(ratio) * (fraction ? input.height() : 1);
        boolean clip = says.priors().clip();
        double[] numbers = {x, y, width, height};
        for (int i = 0; i < NUMBERS; i++) {
            double most = i % 2 == 0 ? input.width() : input.height();
            priors[filled++] = (float) (clip ? Math.min(numbers[i], most) : numbers[i]);
        }
    }

    /** @throws InferenceException when the output has another number of rows than there are priors */
    void require(ForeignRows rows) {
        int count = priors.length / NUMBERS;
        if (rows.count() != count) {
            throw new InferenceException("output " + rows.name() + ": expected " + count
                    + " boxes, one for each prior at strides " + says.strides() + " of " + input.width() + " x "
                    + input.height() + ", found " + rows.count());
        }
    }

    /** The box of a row in pixels of the input. */
    Box box(int row, float dx, float dy, float dw, float dh) {
        double center = says.priors().variances().getFirst();
        double scale = says.priors().variances().getLast();
        int at = row * NUMBERS;
        double x = priors[at] + dx * center * priors[at + 2];
        double y = priors[at + 1] + dy * center * priors[at + 3];
        double halfWidth = priors[at + 2] * Math.exp(dw * scale) / 2;
        double halfHeight = priors[at + 3] * Math.exp(dh * scale) / 2;
        return new Box(
                (float) (x - halfWidth), (float) (y - halfHeight), (float) (x + halfWidth), (float) (y + halfHeight));
    }
}
