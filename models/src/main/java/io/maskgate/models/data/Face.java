package io.maskgate.models.data;

import java.util.Optional;

/**
 * One labelled face: a box with a class.
 *
 * @param x0 left edge; pixels of the picture the face lies in, or fractions where the owner says so
 * @param y0 top edge
 * @param x1 right edge, above x0
 * @param y1 bottom edge, above y0
 * @param label 0 facemask, 1 no facemask
 */
public record Face(float x0, float y0, float x1, float y1, int label) {
    public Face {
        if (!(x1 > x0) || !(y1 > y0) || !Float.isFinite(x0 + y0 + x1 + y1)) {
            throw new IllegalArgumentException(
                    "box is %s %s %s %s, expected x0 < x1 and y0 < y1".formatted(x0, y0, x1, y1));
        }
        if (label != 0 && label != 1) {
            throw new IllegalArgumentException("label is " + label + ", expected 0 (facemask) or 1 (no facemask)");
        }
    }

    public float width() {
        return x1 - x0;
    }

    public float height() {
        return y1 - y0;
    }

    public float area() {
        return width() * height();
    }

    /** The same face in units stretched by sx and sy, as from fractions to pixels. */
    public Face scaled(float sx, float sy) {
        return new Face(x0 * sx, y0 * sy, x1 * sx, y1 * sy, label);
    }

    /** The part inside the rectangle; empty when nothing is. */
    Optional<Face> clip(float left, float top, float right, float bottom) {
        float cx0 = Math.max(x0, left);
        float cy0 = Math.max(y0, top);
        float cx1 = Math.min(x1, right);
        float cy1 = Math.min(y1, bottom);
        return cx1 > cx0 && cy1 > cy0 ? Optional.of(new Face(cx0, cy0, cx1, cy1, label)) : Optional.empty();
    }
}
