package io.maskgate.models.net;

import java.util.List;

/**
 * The cells of all levels of one input size, row-major, strides ascending; a cell's anchor is the point its distances
 * are measured from.
 *
 * @param x of the anchors in pixels
 * @param y of the anchors in pixels
 * @param stride of the level each anchor belongs to, in pixels
 */
public record Anchors(float[] x, float[] y, float[] stride) {
    /** Anchors in the centres of their cells, of the usual strides. */
    public static Anchors of(int width, int height) {
        return of(width, height, Network.STRIDES);
    }

    /** Anchors in the centres of their cells. */
    public static Anchors of(int width, int height, List<Integer> strides) {
        return of(width, height, strides, 0.5f);
    }

    /** Anchors in the top left corners of their cells. */
    public static Anchors corners(int width, int height) {
        return of(width, height, Network.STRIDES, 0);
    }

    /** @param offset of the anchor from its cell's top left corner, in cells */
    private static Anchors of(int width, int height, List<Integer> strides, float offset) {
        int count = 0;
        for (int stride : strides) {
            count += (width / stride) * (height / stride);
        }
        var anchors = new Anchors(new float[count], new float[count], new float[count]);
        int at = 0;
        for (int stride : strides) {
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

    /** Those of a picture this many times larger, in the pixels of the smaller one. */
    public Anchors reducedBy(int times) {
        var reduced = new Anchors(x.clone(), y.clone(), stride.clone());
        for (float[] values : List.of(reduced.x, reduced.y, reduced.stride)) {
            for (int i = 0; i < values.length; i++) {
                values[i] /= times;
            }
        }
        return reduced;
    }

    public int count() {
        return x.length;
    }
}
