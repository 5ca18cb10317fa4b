package io.maskgate.daemon.config;

/**
 * A place in a picture, whatever its resolution.
 *
 * @param x from 0 at the left edge to 1 at the right one
 * @param y from 0 at the top edge to 1 at the bottom one
 */
public record Point(double x, double y) {
    public Point {
        if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
            throw new IllegalArgumentException("a point outside the picture");
        }
    }

    @Override
    public String toString() {
        return "[" + Polygon.text(x) + ", " + Polygon.text(y) + "]";
    }
}
