package io.maskgate.models.synth;

/** Value noise on an integer lattice, smooth between the lattice points; the same everywhere for the same seed. */
record Noise(int seed) {
    /** Noise in -1 to 1 at a point of space. */
    double at(double x, double y, double z) {
        int xi = (int) Math.floor(x);
        int yi = (int) Math.floor(y);
        int zi = (int) Math.floor(z);
        double u = fade(x - xi);
        double v = fade(y - yi);
        double w = fade(z - zi);
        double near = lerp(
                lerp(corner(xi, yi, zi), corner(xi + 1, yi, zi), u),
                lerp(corner(xi, yi + 1, zi), corner(xi + 1, yi + 1, zi), u),
                v);
        double far = lerp(
                lerp(corner(xi, yi, zi + 1), corner(xi + 1, yi, zi + 1), u),
                lerp(corner(xi, yi + 1, zi + 1), corner(xi + 1, yi + 1, zi + 1), u),
                v);
        return lerp(near, far, w);
    }

    private double corner(int x, int y, int z) {
        int h = seed ^ x * 0x27d4eb2d ^ y * 0x165667b1 ^ z * 0x9e3779b1;
        h = (h ^ h >>> 15) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return (h ^ h >>> 16) / (double) Integer.MAX_VALUE;
    }

    private static double fade(double t) {
        return t * t * (3 - 2 * t);
    }

    private static double lerp(double a, double b, double t) {
        return a + (b - a) * t;
    }
}
