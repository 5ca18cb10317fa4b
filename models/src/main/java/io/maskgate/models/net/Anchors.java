package io.maskgate.models.net;

/**
 * The cells of all levels of one input size, row-major, strides ascending; a cell's anchor is its centre.
 *
 * @param x anchor centres in pixels
 * @param y anchor centres in pixels
 * @param stride of the level each anchor belongs to, in pixels
 */
public record Anchors(float[] x, float[] y, float[] stride) {
    public static Anchors of(int width, int height) {
        int count = 0;
        for (int stride : Network.STRIDES) {
            count += (width / stride) * (height / stride);
        }
        var anchors = new Anchors(new float[count], new float[count], new float[count]);
        int at = 0;
        for (int stride : Network.STRIDES) {
            for (int row = 0; row < height / stride; row++) {
                for (int column = 0; column < width / stride; column++, at++) {
                    anchors.x[at] = (column + 0.5f) * stride;
                    anchors.y[at] = (row + 0.5f) * stride;
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
