package io.maskgate.models.data;

import io.maskgate.hw.inference.Letterbox;

/**
 * Where a picture lies on the canvas: X = a x + b y + c, Y = d x + e y + f, both in continuous coordinates, in which
 * the centre of the first pixel is (0.5, 0.5).
 */
record Placement(double a, double b, double c, double d, double e, double f) {
    /** The contract's letterbox: centred, whole pixels. */
    static Placement letterbox(Letterbox box, boolean flip) {
        double sx = (double) box.contentWidth() / box.sourceWidth();
        double sy = (double) box.contentHeight() / box.sourceHeight();
        return flip
                ? new Placement(-sx, 0, box.left() + box.contentWidth(), 0, sy, box.top())
                : new Placement(sx, 0, box.left(), 0, sy, box.top());
    }

    /**
     * Scaled and turned about the picture's centre, which comes to (centreX, centreY).
     *
     * @param radians clockwise on the screen
     */
    static Placement about(
            Picture picture, double scale, double radians, boolean flip, double centreX, double centreY) {
        double cos = scale * Math.cos(radians);
        double sin = scale * Math.sin(radians);
        double a = flip ? -cos : cos;
        double d = flip ? -sin : sin;
        double halfWidth = picture.width() / 2.0;
        double halfHeight = picture.height() / 2.0;
        return new Placement(
                a,
                -sin,
                centreX - a * halfWidth + sin * halfHeight,
                d,
                cos,
                centreY - d * halfWidth - cos * halfHeight);
    }

    /** Canvas pixels per picture pixel. */
    double scale() {
        return Math.sqrt(Math.abs(a * e - b * d));
    }

    Placement inverse() {
        double det = a * e - b * d;
        return new Placement(e / det, -b / det, (b * f - e * c) / det, -d / det, a / det, (d * c - a * f) / det);
    }

    /**
     * A face of the picture on the canvas. When turned, its box is that of the ellipse inscribed in the original box,
     * since a face fills its box like an ellipse and the corners' bounding box would grow loose.
     */
    Face map(Face face) {
        double x = (face.x0() + face.x1()) / 2.0;
        double y = (face.y0() + face.y1()) / 2.0;
        double halfWidth = Math.hypot(a * face.width() / 2, b * face.height() / 2);
        double halfHeight = Math.hypot(d * face.width() / 2, e * face.height() / 2);
        double centreX = a * x + b * y + c;
        double centreY = d * x + e * y + f;
        return new Face(
                (float) (centreX - halfWidth),
                (float) (centreY - halfHeight),
                (float) (centreX + halfWidth),
                (float) (centreY + halfHeight),
                face.label());
    }
}
