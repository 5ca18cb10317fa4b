package io.maskgate.models.net;

/**
 * The cells of all levels of one input size, row-major, strides ascending; a cell's anchor is the point its distances
 * are measured from.
 *
 * @param x of the anchors in pixels
 * @param y of the anchors in pixels
 * @param stride of the level each anchor belongs to, in pixels
 */
public record Anchors(float[] x, float[] y, float[] stride) {
    /** Anchors in the centres of their cells. */
    public static Anchors of(int width, int height) {
        return of(width, height, 0.5f);
    }

    /** Anchors in the top left corners of their cells. */
    public static Anchors corners(int width, int height) {
        return of(width, height, 0);
    }

    /** @param offset of the anchor from its cell's top left corner, in cells */
    private static Anchors of(int width, int height, float offset) {
        int count = 0;
        for (int stride : Network.STRIDES) {
            count += (width / stride) * (height / stride);
        }
        var anchors = new Anchors(new float[count], new float[count], new float[count]);
        int at = 0;
        for (int stride : Network.STRIDES) {
            for (int row = 0; row < height / stride; row++) {
                for (int column = 0; column < width / stride; column++, at++) {
                    anchors.x[at] = (column + offset) * stride;
                    anchors.y[at] = (row + offset) * stride;
                    anchors.stride[at] = stride;
                }
            }
        }
        return anchors;
    }

    public int count() {
        return x.length;
    }
}
