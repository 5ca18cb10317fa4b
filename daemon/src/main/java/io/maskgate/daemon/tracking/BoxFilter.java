package io.maskgate.daemon.tracking;

import io.maskgate.hw.inference.Box;

/**
 * Where a face is and where it goes: constant velocity of centre, width and height, each its own {@link AxisFilter}.
 *
 * <p>All noise is in units of the face's size (root of its area), since what a person does in a second is a matter of
 * face widths, not of pixels: a face is 0.16 m wide, so somebody walking past at 1 m/s moves 6 widths a second.
 */
final class BoxFilter {
    /** Of a measured coordinate, in sizes: 1/20 as in DeepSORT (Wojke et al., 2017). */
    private static final double MEASUREMENT = 0.05;
    /** Of the unknown velocity of a face just seen, in sizes a second; three of them are a brisk walk. */
    private static final double FIRST_VELOCITY = 3;
    /** Root of the acceleration's spectral density, in sizes: how fast people start, stop and turn. */
    private static final double ACCELERATION = 3;
    /** The same two for width and height, which change slowly. */
    private static final double FIRST_GROWTH = 0.5;

    private static final double GROWTH_NOISE = 0.3;

    private final AxisFilter x;
    private final AxisFilter y;
    private final AxisFilter width;
    private final AxisFilter height;

    BoxFilter(Box box) {
        double size = Affinity.size(box);
        double measurement = square(MEASUREMENT * size);
        x = new AxisFilter(box.centerX(), measurement, square(FIRST_VELOCITY * size));
        y = new AxisFilter(box.centerY(), measurement, square(FIRST_VELOCITY * size));
        width = new AxisFilter(box.width(), measurement, square(FIRST_GROWTH * size));
        height = new AxisFilter(box.height(), measurement, square(FIRST_GROWTH * size));
    }

    /**
     * @param moving seconds in which the face goes on as before
     * @param waiting seconds after that in which it is expected where it was last expected
     */
    void predict(double moving, double waiting) {
        double size = size();
        x.predict(moving, square(ACCELERATION * size));
        y.predict(moving, square(ACCELERATION * size));
        width.predict(moving, square(GROWTH_NOISE * size));
        height.predict(moving, square(GROWTH_NOISE * size));
        x.rest(waiting, square(ACCELERATION * size));
        y.rest(waiting, square(ACCELERATION * size));
    }

    void update(Box box) {
        double variance = square(MEASUREMENT * Affinity.size(box));
        x.update(box.centerX(), variance);
        y.update(box.centerY(), variance);
        width.update(box.width(), variance);
        height.update(box.height(), variance);
    }

    void scale(double horizontal, double vertical) {
        x.scale(horizontal);
        width.scale(horizontal);
        y.scale(vertical);
        height.scale(vertical);
    }

    Box box() {
        double w = Math.max(1, width.position());
        double h = Math.max(1, height.position());
        return new Box(
                (float) (x.position() - w / 2), (float) (y.position() - h / 2), (float) (x.position() + w / 2), (float)
                        (y.position() + h / 2));
    }

    /** Standard deviation of the next measured centre from the expected one, px, of the less certain axis. */
    double deviation() {
        return Math.sqrt(Math.max(x.positionVariance(), y.positionVariance()) + square(MEASUREMENT * size()));
    }

    private double size() {
        return Affinity.size(box());
    }

    private static double square(double value) {
        return value * value;
    }
}
