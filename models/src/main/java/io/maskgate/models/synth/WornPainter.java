package io.maskgate.models.synth;

import io.maskgate.models.synth.Look.Glasses;
import io.maskgate.models.synth.Look.Headwear;
import io.maskgate.models.synth.Look.Mask;
import io.maskgate.models.synth.Look.MaskKind;

/** The colours of what lies on a head: hair, headwear, mask, ear loops and glasses, at a point of head space. */
final class WornPainter {
    private final Look look;
    private final Noise noise;

    WornPainter(Look look) {
        this.look = look;
        this.noise = new Noise(look.seed() * 17 + 3);
    }

    Rgb hair(double x, double y, double z) {
        double strands = switch (look.style()) {
            case CURLY -> noise.at(x * 30, y * 30, z * 30);
            case BUZZ -> 0.5 * noise.at(x * 70, y * 70, z * 70);
            default -> noise.at(Math.atan2(x, z + 0.1) * 26, y * 5, 2) + 0.5 * noise.at(x * 70, y * 9, z * 70);
        };
        Rgb colour = look.hair().times(1 + 0.3 * strands);
        return look.style() == Look.HairStyle.BUZZ ? colour.mix(look.skin(), 0.25) : colour;
    }

    Rgb wear(double x, double y, double z) {
        Rgb colour = look.wear();
        if (look.headwear() == Headwear.CAP) {
            boolean badge = z > 0.2 && Math.hypot(x / 0.08, (y - 0.36) / 0.06) < 1;
            return badge ? colour.mix(new Rgb(0.9, 0.9, 0.9), 0.7) : colour;
        }
        return colour.times(1 + 0.12 * noise.at(x * 7 + y * 6, y * 10, z * 6));
    }

    Rgb mask(double x, double y, double z, double drop) {
        Mask mask = look.mask().orElseThrow();
        double my = y + HeadShape.MASK_FALL * drop;
        Rgb colour = switch (mask.pattern()) {
            case PLAIN -> mask.colour();
            case STRIPES -> Math.sin(my * 90) > 0.2 ? mask.second() : mask.colour();
            case DOTS -> Math.sin(x * 75) * Math.sin(my * 75) > 0.55 ? mask.second() : mask.colour();
        };
        colour = colour.times(1 + 0.04 * noise.at(x * 60, my * 60, z * 60));
        if (mask.kind() == MaskKind.SURGICAL) {
            double edge = my + 0.075 + 0.42 * Math.abs(x);
            double rim = edge > -0.025 ? 0.86 : 1;
            return colour.times(rim * (1 - 0.16 * FacePainter.smooth(pleat(my) * 6 - 5)));
        }
        double seam = 1 - FacePainter.smooth((Math.abs(x) - 0.002) / 0.006);
        return colour.times(1 - 0.22 * seam);
    }

    /** Position within a pleat of a surgical mask, 0 at its lower edge to 1 at its upper. */
    private static double pleat(double my) {
        double t = (my + 0.5) * 12;
        return t - Math.floor(t);
    }

    /** How much the pleats bend a surgical mask's normal up or down. */
    double bend(double y, double drop) {
        if (look.mask().orElseThrow().kind() != MaskKind.SURGICAL) {
            return 0;
        }
        double my = y + HeadShape.MASK_FALL * drop;
        return my > -0.45 && my < -0.14 ? 0.5 * (pleat(my) - 0.5) : 0;
    }

    /** Ear loops over skin: from the mask's corners around the ear. */
    Rgb loops(Rgb skin, double x, double y, double z, double drop) {
        if (look.mask().isEmpty()) {
            return skin;
        }
        double ax = Math.abs(x);
        if (ax < 0.17 || z > 0.16 || z < -0.1) {
            return skin;
        }
        double fall = HeadShape.MASK_FALL * drop;
        double upper = segment(z, y, 0.1, -0.16 - fall, -0.06, 0.055);
        double lower = segment(z, y, 0.09, -0.34 - fall * 0.4, -0.06, -0.13);
        double near = Math.min(upper, lower);
        Mask mask = look.mask().orElseThrow();
        Rgb colour = mask.kind() == MaskKind.CLOTH ? mask.colour() : Rgb.srgb(236, 236, 236);
        return skin.times(1 - 0.3 * FacePainter.smooth((0.028 - near) / 0.016))
                .mix(colour, FacePainter.smooth((0.013 - near) / 0.006));
    }

    private static double segment(double x, double y, double x0, double y0, double x1, double y1) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double t = Math.clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1);
        return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
    }

    /** Frames and lenses over whatever is behind them. */
    Rgb glasses(Rgb behind, double x, double y, double z) {
        if (look.glasses().isEmpty()) {
            return behind;
        }
        Glasses glasses = look.glasses().orElseThrow();
        double ax = Math.abs(x) / look.shape().width();
        if (z < 0.14) {
            double temple = Math.abs(y - 0.03);
            boolean side = ax > 0.22 && z > -0.1;
            return side ? behind.mix(glasses.frame(), FacePainter.smooth((0.016 - temple) / 0.008)) : behind;
        }
        double u = (ax - 0.125) / 0.098;
        double v = (y + 0.012) / 0.072;
        double power = 2 + 3 * (1 - glasses.round());
        double ring = Math.pow(Math.pow(Math.abs(u), power) + Math.pow(Math.abs(v), power), 1 / power);
        double lens = FacePainter.smooth((1 - ring) / 0.08);
        double streak = FacePainter.smooth((0.12 - Math.abs(u * 0.8 + v + 0.25)) / 0.1);
        Rgb through = behind.times(1 - glasses.tint()).plus(new Rgb(0.05, 0.05, 0.055).times(0.4 + 2 * streak));
        Rgb colour = behind.mix(through, lens);
        double frame = FacePainter.smooth((0.11 - Math.abs(ring - 1.05)) / 0.06);
        double bridge = ax < 0.035 ? FacePainter.smooth((0.013 - Math.abs(y - 0.018)) / 0.006) : 0;
        return colour.mix(glasses.frame(), Math.max(frame, bridge));
    }
}
