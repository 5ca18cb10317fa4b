package io.maskgate.models.synth;

/**
 * Where somebody is at one moment of a walk.
 *
 * @param at seconds
 * @param x of the picture's width
 * @param head height of the head, of the picture's height
 * @param yaw turn of the head, radians, to the viewer's right
 * @param stands whether the person stands still here rather than walks through
 */
record Key(double at, double x, double head, double yaw, boolean stands) {
    static Key walks(double at, double x, double head, double yaw) {
        return new Key(at, x, head, yaw, false);
    }

    static Key stands(double at, double x, double head, double yaw) {
        return new Key(at, x, head, yaw, true);
    }
}
