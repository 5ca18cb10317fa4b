package io.maskgate.hw.video;

import io.maskgate.hw.inference.Box;
import java.nio.ByteBuffer;

/**
 * Makes faces in a picture unrecognisable, for good: what lies under a cover is replaced by the means of a few cells, and
 * nothing of the picture beyond these means is kept. Smoothing them afterwards adds nothing that could be undone.
 */
public enum FaceCover {
    /** The means as squares. */
    PIXELATE,
    /** The means, smoothed. */
    BLUR;

    /** Cells along the shorter side of a face with its margin: some four across the face itself. */
    private static final int CELLS = 6;
    /** Of the box's side, beyond each edge: hair, ears and chin, and what the face moved since. */
    private static final float MARGIN = 0.25f;

    /** Covers the face of a box in pixels of the picture, and some of what is around it. */
    public void cover(RgbPicture picture, Box face) {
        float dx = face.width() * MARGIN;
        float dy = face.height() * MARGIN;
        int x0 = Math.max(0, (int) Math.floor(face.x0() - dx));
        int y0 = Math.max(0, (int) Math.floor(face.y0() - dy));
        int x1 = Math.min(picture.width(), (int) Math.ceil(face.x1() + dx));
        int y1 = Math.min(picture.height(), (int) Math.ceil(face.y1() + dy));
        if (x1 <= x0 || y1 <= y0) {
            return;
        }
        int cell = Math.max(1, Math.ceilDiv(Math.min(x1 - x0, y1 - y0), CELLS));
        int columns = Math.ceilDiv(x1 - x0, cell);
        int rows = Math.ceilDiv(y1 - y0, cell);
        int[] means = means(picture, x0, y0, x1, y1, cell, columns, rows);
        fill(picture, x0, y0, x1, y1, cell, columns, rows, means);
    }

    private static int[] means(RgbPicture picture, int x0, int y0, int x1, int y1, int cell, int columns, int rows) {
        var pixels = picture.pixels();
        var means = new int[rows * columns * RgbPicture.CHANNELS];
        for (int row = 0; row < rows; row++) {
            int bottom = Math.min(y1, y0 + (row + 1) * cell);
            for (int column = 0; column < columns; column++) {
                int right = Math.min(x1, x0 + (column + 1) * cell);
                int count = 0;
                long red = 0;
                long green = 0;
                long blue = 0;
                for (int y = y0 + row * cell; y < bottom; y++) {
                    int at = (y * picture.width() + x0 + column * cell) * RgbPicture.CHANNELS;
                    for (int x = x0 + column * cell; x < right; x++, at += RgbPicture.CHANNELS) {
                        red += pixels.get(at) & 0xff;
                        green += pixels.get(at + 1) & 0xff;
                        blue += pixels.get(at + 2) & 0xff;
                        count++;
                    }
                }
                int to = (row * columns + column) * RgbPicture.CHANNELS;
                means[to] = (int) (red / count);
                means[to + 1] = (int) (green / count);
                means[to + 2] = (int) (blue / count);
            }
        }
        return means;
    }

    private void fill(
            RgbPicture picture, int x0, int y0, int x1, int y1, int cell, int columns, int rows, int[] means) {
        var pixels = picture.pixels();
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                int at = (y * picture.width() + x) * RgbPicture.CHANNELS;
                if (this == PIXELATE) {
                    int from = ((y - y0) / cell * columns + (x - x0) / cell) * RgbPicture.CHANNELS;
                    for (int c = 0; c < RgbPicture.CHANNELS; c++) {
                        pixels.put(at + c, (byte) means[from + c]);
                    }
                } else {
                    smooth(
                            pixels,
                            at,
                            (x - x0 + 0.5f) / cell - 0.5f,
                            (y - y0 + 0.5f) / cell - 0.5f,
                            columns,
                            rows,
                            means);
                }
            }
        }
    }

    /** Bilinear between the means of the four nearest cells; u and v count cells from the centre of the first. */
    private static void smooth(ByteBuffer pixels, int at, float u, float v, int columns, int rows, int[] means) {
        int left = Math.clamp((int) Math.floor(u), 0, columns - 1);
        int top = Math.clamp((int) Math.floor(v), 0, rows - 1);
        int right = Math.min(columns - 1, left + 1);
        int bottom = Math.min(rows - 1, top + 1);
        float a = Math.clamp(u - left, 0, 1);
        float b = Math.clamp(v - top, 0, 1);
        for (int c = 0; c < RgbPicture.CHANNELS; c++) {
            float above = mix(
                    means[(top * columns + left) * RgbPicture.CHANNELS + c],
                    means[(top * columns + right) * RgbPicture.CHANNELS + c],
                    a);
            float below = mix(
                    means[(bottom * columns + left) * RgbPicture.CHANNELS + c],
                    means[(bottom * columns + right) * RgbPicture.CHANNELS + c],
                    a);
            pixels.put(at + c, (byte) Math.round(mix(above, below, b)));
        }
    }

    private static float mix(float from, float to, float share) {
        return from + (to - from) * share;
    }
}
