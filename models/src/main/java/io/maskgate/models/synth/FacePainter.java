package io.maskgate.models.synth;

/** The colours of a face's skin, eyes, brows and lips at a point of head space. */
final class FacePainter {
    private static final Rgb WHITE = Rgb.srgb(232, 226, 222);
    private static final Rgb DARK = Rgb.srgb(20, 14, 13);

    private final Look look;
    private final Noise noise;
    private final Rgb brows;
    private final Rgb beard;

    FacePainter(Look look) {
        this.look = look;
        this.noise = new Noise(look.seed() * 31 + 7);
        this.brows = look.hair().mix(DARK, 0.35);
        this.beard = look.hair().mix(DARK, 0.15);
    }

    /** Albedo at a point of head space; {@code gaze} shifts the irises to the viewer's right, {@code open} is 1 for open eyes. */
    Rgb skin(double x, double y, double z, double gaze, double open) {
        double ax = Math.abs(x) / look.shape().width();
        double mottle = 1 + 0.05 * noise.at(x * 9, y * 9, z * 9) + 0.03 * noise.at(x * 40, y * 40, z * 40);
        Rgb colour = look.skin().times(mottle);
        colour = blush(colour, ax, y, z);
        colour = stubble(colour, x, ax, y, z);
        if (z < 0.1) {
            return ears(colour, ax, y, z);
        }
        colour = folds(colour, ax, y);
        colour = nostrils(colour, ax, y, z);
        colour = lips(colour, ax, y, z);
        colour = eyes(colour, x, ax, y, gaze, open);
        colour = brow(colour, x, ax, y, z);
        return colour;
    }

    private Rgb blush(Rgb colour, double ax, double y, double z) {
        double cheek = bell(ax - 0.16, y + 0.13, 0.09);
        double tip = z > 0.3 ? bell(ax, y + 0.17, 0.06) : 0;
        return colour.times(new Rgb(1, 1 - 0.16 * (cheek + tip), 1 - 0.14 * (cheek + tip)));
    }

    private Rgb stubble(Rgb colour, double x, double ax, double y, double z) {
        if (look.beard() <= 0) {
            return colour;
        }
        double cover = Beard.cover(ax, y, z);
        double strands = 0.82 + 0.18 * noise.at(x * 60, y * 24, z * 60);
        return colour.mix(beard.times(strands), Math.min(0.97, cover * (0.25 + 0.9 * look.beard())));
    }

    private static Rgb ears(Rgb colour, double ax, double y, double z) {
        double shell = bell(ax - 0.335, (y + 0.03) * 0.6, 0.03) * (z < 0.02 ? 1 : 0);
        return colour.times(1 - 0.25 * shell);
    }

    private static Rgb folds(Rgb colour, double ax, double y) {
        double line = Math.abs(ax - 0.055 - 0.35 * (-0.19 - y));
        double strength = smooth((-0.18 - y) / 0.04) * smooth((y + 0.32) / 0.06) * (1 - smooth(line / 0.016));
        double under = bell(ax - 0.11, (y + 0.055) * 1.6, 0.04);
        return colour.times(1 - 0.22 * strength).times(new Rgb(1 - 0.1 * under, 1 - 0.14 * under, 1 - 0.12 * under));
    }

    private static Rgb nostrils(Rgb colour, double ax, double y, double z) {
        if (z < 0.27) {
            return colour;
        }
        double hole = Math.hypot((ax - 0.028) / 0.017, (y + 0.214) / 0.010);
        return colour.mix(DARK, 0.7 * smooth((1.15 - hole) / 0.5));
    }

    private Rgb lips(Rgb colour, double ax, double y, double z) {
        if (z < 0.18) {
            return colour;
        }
        double u = ax / 0.105;
        if (u > 1.15) {
            return colour;
        }
        double full = look.shape().lips();
        double mouth = -0.315 + 0.03 * look.shape().smile() * u * u;
        double taper = Math.sqrt(Math.max(0, 1 - u * u));
        double bow = 1 - 0.25 * Math.exp(-u * u * 40);
        double upper = mouth + 0.032 * full * taper * bow;
        double lower = mouth - 0.044 * full * taper * taper;
        double inside = smooth((upper - y) / 0.008) * smooth((y - lower) / 0.01);
        Rgb lip = look.lips().times(y > mouth ? 0.82 : 1.02);
        double line = 1 - smooth((Math.abs(y - mouth) - 0.003) / 0.007);
        Rgb tinted = colour.mix(lip, 0.85 * inside);
        double shadow = bell(ax, (y - lower + 0.02) * 1.5, 0.03);
        return tinted.mix(DARK, 0.75 * line * smooth((1.06 - u) / 0.12)).times(1 - 0.16 * shadow);
    }

    private Rgb eyes(Rgb colour, double x, double ax, double y, double gaze, double open) {
        var s = look.shape();
        double eyeX = 0.117 * s.gap();
        double half = 0.062 * s.eyes();
        double u = (ax - eyeX) / half;
        if (Math.abs(u) > 1.5 || Math.abs(y) > 0.09) {
            return colour;
        }
        double lift = y - 0.006 * u;
        double arch = Math.sqrt(Math.max(0, 1 - Math.min(1, u * u)));
        double upper = 0.03 * s.eyes() * open * arch;
        double lower = -0.021 * s.eyes() * Math.max(open, 0.3) * arch;
        double inside = Math.abs(u) < 1 ? smooth((upper - lift) / 0.006) * smooth((lift - lower) / 0.006) : 0;
        double dx = ax - eyeX - Math.signum(x) * gaze * half * 0.5;
        double r = Math.hypot(dx, lift - 0.004) / (0.0275 * s.eyes());
        Rgb ball = WHITE.times(0.62 + 0.3 * smooth((upper - lift) / 0.03)).mix(look.iris(), smooth((1.08 - r) / 0.14));
        ball = ball.mix(DARK, 0.5 * smooth((r - 0.75) / 0.2) * smooth((1.15 - r) / 0.15));
        ball = ball.mix(DARK, smooth((0.52 - r) / 0.12));
        double glint = Math.hypot(dx * Math.signum(x) + 0.007, lift - 0.013) / 0.0075;
        ball = ball.mix(new Rgb(1.1, 1.1, 1.1), smooth((1.2 - glint) / 0.5));
        Rgb result = colour.mix(ball, inside);
        double lash = Math.abs(u) < 1.12 ? 1 - smooth((Math.abs(lift - upper) - 0.004) / 0.008) : 0;
        double rim = Math.abs(u) < 1 ? 1 - smooth((Math.abs(lift - lower) - 0.001) / 0.006) : 0;
        double crease = Math.abs(u) < 1.1 ? 1 - smooth(Math.abs(lift - upper - 0.022) / 0.008) : 0;
        double corner = 1 - smooth(Math.hypot((Math.abs(u) - 1) * half, lift) / 0.016);
        result = result.mix(DARK, 0.8 * lash).mix(DARK, 0.3 * rim);
        return result.times(1 - 0.28 * crease).times(1 - 0.35 * corner);
    }

    private Rgb brow(Rgb colour, double x, double ax, double y, double z) {
        double u = (ax - 0.045) / 0.15;
        if (u < -0.1 || u > 1.1 || z < 0.08) {
            return colour;
        }
        double line = 0.078 + 0.03 * Math.sin(Math.PI * Math.min(1, u * 0.85)) - 0.014 * u;
        double thick = 0.019 * look.shape().brow() * (1 - 0.55 * Math.max(0, u));
        double strands = 0.75 + 0.25 * noise.at(x * 90, y * 40, 3);
        double cover = smooth((thick * 1.35 - Math.abs(y - line)) / (thick * 0.8))
                * smooth(u * 8 + 0.6)
                * smooth((1.05 - u) * 5);
        return colour.mix(brows, 0.95 * cover * strands);
    }

    /** 1 at the origin falling to 0 with this width. */
    private static double bell(double x, double y, double width) {
        return Math.exp(-(x * x + y * y) / (width * width));
    }

    static double smooth(double t) {
        double c = Math.clamp(t, 0, 1);
        return c * c * (3 - 2 * c);
    }
}
