package io.maskgate.models.metrics;

import io.maskgate.hw.inference.Box;

/** How large a face is in the source picture, by the side of the square of its area. */
public enum FaceSize {
    /** Side below 16 pixels. */
    SMALL,
    /** Side from 16 to 48 pixels, both included. */
    MEDIUM,
    /** Side above 48 pixels. */
    LARGE;

    private static final double SMALL_BELOW = 16;
    private static final double LARGE_ABOVE = 48;

    static FaceSize of(Box box) {
        double side = Math.sqrt((double) box.width() * box.height());
        return side < SMALL_BELOW ? SMALL : side > LARGE_ABOVE ? LARGE : MEDIUM;
    }
}
