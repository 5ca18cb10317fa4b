package io.maskgate.models.synth;

import java.util.random.RandomGenerator;

/**
 * The light of a scene: a key light and a hemisphere of ambient light.
 *
 * @param x y z direction towards the key light in camera space (x right, y up, z towards the camera), of length 1
 * @param key colour and strength of the key light
 * @param sky ambient light from above
 * @param ground ambient light from below
 */
record Light(double x, double y, double z, Rgb key, Rgb sky, Rgb ground) {
    static Light of(double x, double y, double z, Rgb key, Rgb sky, Rgb ground) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return new Light(x / length, y / length, z / length, key, sky, ground);
    }

    /** Even, slightly warm lobby light from above the camera. */
    static Light lobby() {
        return of(-0.35, 0.75, 0.75, new Rgb(0.72, 0.68, 0.62), new Rgb(0.50, 0.52, 0.56), new Rgb(0.26, 0.24, 0.22));
    }

    /** Any light a lobby has: warm or cold, strong or flat, dim, from the side, or from behind. */
    static Light random(RandomGenerator random) {
        double warmth = random.nextDouble(-1, 1);
        var tint = new Rgb(1 + 0.16 * warmth, 1, 1 - 0.22 * warmth);
        double exposure = Math.exp(random.nextDouble(-0.75, 0.25));
        boolean behind = random.nextDouble() < 0.15;
        double key = (behind ? 0.8 : random.nextDouble(0.3, 0.95)) * exposure;
        double ambient = (behind ? 0.28 : random.nextDouble(0.3, 0.6)) * exposure;
        return of(
                random.nextDouble(-0.9, 0.9),
                random.nextDouble(0.15, 1),
                behind ? -0.7 : random.nextDouble(0.35, 1),
                tint.times(key),
                new Rgb(1, 1.02, 1.06).times(ambient),
                new Rgb(1, 0.94, 0.88).times(ambient * random.nextDouble(0.3, 0.7)));
    }

    /** Ambient light on a surface whose normal has this y. */
    Rgb ambient(double normalY) {
        return ground.mix(sky, 0.5 + 0.5 * normalY);
    }
}
