package io.maskgate.models.synth;

import static io.maskgate.models.synth.HeadShape.ellipsoid;
import static io.maskgate.models.synth.HeadShape.smax;
import static io.maskgate.models.synth.HeadShape.smin;

import io.maskgate.models.synth.Look.HairStyle;
import io.maskgate.models.synth.Look.Headwear;

/** Signed distances to hair, caps and headscarves, in head space. */
record Hair(Look look, Noise noise) {
    private static final double FAR = 9;

    double hair(double x, double ax, double y, double z) {
        if (look.style() == HairStyle.BALD || look.headwear() == Headwear.SCARF) {
            return FAR;
        }
        double skull = ellipsoid(ax, y - 0.09, z + 0.08, 0.315, 0.41, 0.39);
        double inflate = inflate();
        double hanging = switch (look.style()) {
            case LONG, BOB -> ellipsoid(ax, y + 0.1, z + 0.13, 0.35, 0.9, 0.29);
            case BUN -> ellipsoid(ax, y - 0.52, z + 0.22, 0.15, 0.13, 0.14);
            default -> FAR;
        };
        double near = Math.min(skull - inflate, hanging);
        if (near > 0.12) {
            return near - 0.06;
        }
        double bumps = bumps(x, y, z);
        double d = skull - inflate - bumps;
        d = smax(d, -opening(ax, y, z, 0.29, fringe(x), 0.02), 0.03);
        d = smax(d, nape(z) + 0.25 * bumps - y, 0.03);
        d = switch (look.style()) {
            case LONG -> smin(d, curtain(ax, y, z, hanging, -0.8, bumps), 0.08);
            case BOB -> smin(d, curtain(ax, y, z, hanging, -0.42, bumps), 0.08);
            case BUN -> smin(d, hanging - bumps, 0.04);
            default -> d;
        };
        return look.headwear() == Headwear.CAP ? smax(d, y - 0.22, 0.02) : d;
    }

    private double inflate() {
        return switch (look.style()) {
            case BALD, BUZZ -> 0.012;
            case SHORT, BUN -> 0.038;
            case FRINGE, BOB, LONG -> 0.05;
            case CURLY -> 0.085;
        };
    }

    private double bumps(double x, double y, double z) {
        return switch (look.style()) {
            case BALD, BUZZ -> 0;
            case CURLY -> 0.035 * noise.at(x * 14, y * 14, z * 14);
            default -> 0.012 * noise.at(x * 22, y * 5, z * 12) + 0.02 * noise.at(x * 5, y * 4, z * 4);
        };
    }

    /** Height of the opening's middle: lower where a fringe hangs into the forehead. */
    private double fringe(double x) {
        return switch (look.style()) {
            case FRINGE, BOB -> 0.16 + 0.05 * Math.sin(x * 7 + look.seed() % 7);
            case LONG, SHORT -> 0.3 + 0.12 * x * ((look.seed() & 1) == 0 ? 1 : -1);
            default -> 0.34;
        };
    }

    /** The part of space before the face that hair leaves free, negative inside. */
    private static double opening(double ax, double y, double z, double halfWidth, double top, double back) {
        double middle = -0.2;
        double u = ax / halfWidth;
        double v = (y - middle) / (top - middle);
        double oval = v > 0 ? (Math.pow(u * u * u + v * v * v, 1 / 3.0) - 1) * halfWidth : (u - 1) * halfWidth;
        return Math.max(oval, back - z);
    }

    /** Lowest hair: above the ears at the side, down to the nape behind. */
    private double nape(double z) {
        double side = (look.style() == HairStyle.CURLY ? -0.04 : 0.02) + 0.5 * Math.max(0, z + 0.03);
        return side - 0.32 * Math.clamp((-0.1 - z) / 0.15, 0, 1);
    }

    private static double curtain(double ax, double y, double z, double hanging, double end, double bumps) {
        double d = hanging - bumps * 1.5;
        d = Math.max(d, y - 0.2);
        d = smax(d, end + 0.03 * Math.cos(ax * 30) - y, 0.03);
        return smax(d, -opening(ax, y, z, 0.28, 0.4, -0.06), 0.03);
    }

    double wear(double ax, double y, double z) {
        return look.headwear() == Headwear.CAP ? cap(ax, y, z) : scarf(ax, y, z);
    }

    private static double cap(double ax, double y, double z) {
        double crown = Math.max(ellipsoid(ax, y - 0.13, z + 0.07, 0.345, 0.42, 0.42), 0.2 + 0.12 * (z - 0.3) - y);
        double brim = ellipsoid(ax, y - 0.215 + 0.5 * ax * ax, z - 0.36, 0.25, 0.022, 0.24);
        return smin(crown, brim, 0.03);
    }

    private double scarf(double ax, double y, double z) {
        double d = ellipsoid(ax, y - 0.05, z + 0.06, 0.37, 0.485, 0.43);
        d = smin(d, ellipsoid(ax, y + 0.6, z + 0.06, 0.36, 0.28, 0.34), 0.15);
        d -= 0.014 * noise.at(ax * 6 + y * 5, y * 9 - z * 4, z * 5);
        return smax(d, -faceHole(ax, y, z), 0.03);
    }

    private static double faceHole(double ax, double y, double z) {
        double oval = (Math.hypot(ax / 0.245, (y + 0.09) / 0.405) - 1) * 0.245;
        return Math.max(oval, -0.02 - z);
    }
}
