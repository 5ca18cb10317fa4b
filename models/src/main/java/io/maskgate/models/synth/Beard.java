package io.maskgate.models.synth;

/** Where a beard grows. */
final class Beard {
    private Beard() {}

    /** 0 where no beard grows to 1 in its middle, at a point of head space with {@code ax} = |x|. */
    static double cover(double ax, double y, double z) {
        double jaw = smooth((-0.17 - 0.25 * Math.max(0, 0.2 - ax) - y) / 0.08) * smooth((z + 0.03) / 0.05);
        double mouth = Math.hypot(ax / 0.1, (y + 0.32) / 0.042);
        double lips = smooth((mouth - 0.95) / 0.3);
        double cheek = smooth(1 - (0.235 - ax - 0.9 * (-0.25 - y)) / 0.1);
        double moustache = smooth((0.115 - ax) / 0.04) * smooth((-0.225 - y) / 0.02);
        double below = smooth((-0.33 - y) / 0.05);
        return jaw * lips * Math.max(Math.max(cheek, moustache), below);
    }

    private static double smooth(double t) {
        double c = Math.clamp(t, 0, 1);
        return c * c * (3 - 2 * c);
    }
}
