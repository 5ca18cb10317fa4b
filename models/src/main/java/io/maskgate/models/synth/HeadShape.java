package io.maskgate.models.synth;

import io.maskgate.models.synth.Look.Headwear;
import io.maskgate.models.synth.Look.MaskKind;

/**
 * Signed distances to the parts of one head. Head space: x to the viewer's right, y up, z out of the face; the origin
 * is between the eyes inside the head, the chin at y = -0.5, the crown at +0.5, so one unit is a head's height. The
 * left half mirrors the right one.
 *
 * <p>Ellipsoid bound and smooth minimum after Inigo Quilez, "distance functions" and "smooth minimum". Not thread-safe:
 * {@link #measure} leaves its results in fields.
 */
final class HeadShape {
    /** Height of the hairline and of the chin, head space. */
    static final double HAIRLINE = 0.36;

    static final double CHIN = -0.505;

    /** Height of a face, chin to hairline, in head heights. */
    static final double FACE = HAIRLINE - CHIN;

    enum Part {
        SKIN,
        NECK,
        HAIR,
        WEAR,
        MASK
    }

    /** How far a mask falls from nose to chin. */
    static final double MASK_FALL = 0.37;

    private static final double FAR = 9;

    private final Look look;
    private final Noise noise;
    private final Hair hairShape;
    private final boolean masked;

    private double skin;
    private double neck;
    private double hair;
    private double wear;
    private double mask;

    HeadShape(Look look) {
        this.look = look;
        this.noise = new Noise(look.seed());
        this.hairShape = new Hair(look, noise);
        this.masked = look.mask().isPresent();
    }

    /**
     * Distance to the nearest part at a point given in head space and, for the neck, which does not turn with the head,
     * in camera space.
     */
    double measure(double x, double y, double z, double cameraX, double cameraY, double cameraZ, double drop) {
        double ax = Math.abs(x) / look.shape().width();
        double far = ellipsoid(ax, y + 0.1, z + 0.06, 0.5, 0.85, 0.6);
        if (far > 0.12) {
            return far;
        }
        skin = face(ax, y, z);
        neck = neck(cameraX, cameraY, cameraZ);
        hair = hairShape.hair(x, ax, y, z);
        wear = look.headwear() == Headwear.NONE ? FAR : hairShape.wear(ax, y, z);
        mask = masked ? Math.max(mask(ax, y, z, drop), -0.1) : FAR;
        return Math.min(Math.min(Math.min(skin, neck), Math.min(hair, wear)), mask);
    }

    /** The part the last {@link #measure} was nearest to. */
    Part nearest() {
        double least = Math.min(Math.min(Math.min(skin, neck), Math.min(hair, wear)), mask);
        if (least == mask) {
            return Part.MASK;
        }
        if (least == wear) {
            return Part.WEAR;
        }
        if (least == hair) {
            return Part.HAIR;
        }
        return least == skin ? Part.SKIN : Part.NECK;
    }

    /** The face itself, without anything worn; {@code ax} is the distance from the middle plane. */
    double face(double ax, double y, double z) {
        var s = look.shape();
        double d = ellipsoid(ax, y - 0.09, z + 0.08, 0.315, 0.41, 0.39);
        d = smin(d, ellipsoid(ax / s.jaw(), y + 0.17, z - 0.03, 0.25, 0.33, 0.27), 0.11);
        d = smin(d, ellipsoid(ax / s.jaw(), y + 0.42, z - 0.19, 0.1, 0.08, 0.09), 0.09);
        if (d > 0.2) {
            return d - 0.15;
        }
        if (z < -0.2) {
            return d;
        }
        double eyeX = 0.117 * s.gap();
        d = smin(d, ellipsoid(ax - 0.17, y + 0.1, z - 0.16, 0.09, 0.07, 0.1), 0.09);
        d = smin(d, ellipsoid(ax - 0.1, y - 0.085, z - 0.25, 0.11, 0.03, 0.055), 0.06);
        d = smax(d, -ellipsoid(ax - eyeX, y, z - 0.37, 0.085, 0.055, 0.09), 0.05);
        d = smin(d, ellipsoid(ax - eyeX, y, z - 0.225, 0.062, 0.05, 0.055), 0.012);
        d = smin(d, nose(ax, y, z, s.nose()), 0.045);
        double smile = 0.03 * s.smile() * (ax / 0.1) * (ax / 0.1);
        d = smin(d, ellipsoid(ax, y + 0.297 - smile, z - 0.285, 0.09, 0.018 * s.lips(), 0.045), 0.03);
        d = smin(d, ellipsoid(ax, y + 0.335 - smile, z - 0.275, 0.075, 0.022 * s.lips(), 0.05), 0.03);
        double ear = ellipsoid(ax - 0.315, y + 0.03, z + 0.06, 0.03, 0.095, 0.055);
        d = smin(d, ear, 0.025);
        if (look.beard() > 0.5) {
            d -= 0.05 * (look.beard() - 0.4) * Beard.cover(ax, y, z) * (1 + 0.35 * noise.at(ax * 26, y * 20, z * 26));
        }
        return d;
    }

    private static double nose(double ax, double y, double z, double size) {
        double t = Math.clamp((0.04 - y) / 0.22, 0, 1);
        double lineZ = 0.295 + 0.1 * t * size;
        double radius = 0.026 + 0.02 * t;
        double dy = y - (0.04 - 0.22 * t);
        double bridge = Math.sqrt(ax * ax + dy * dy + (z - lineZ) * (z - lineZ)) - radius;
        double wing = ellipsoid(ax - 0.045 * size, y + 0.19, z - 0.335, 0.032, 0.03, 0.04);
        return smin(bridge, wing, 0.03);
    }

    private static double neck(double x, double y, double z) {
        double radial = Math.sqrt(x * x + (z + 0.1) * (z + 0.1)) - 0.175 - 0.12 * Math.max(0, -0.5 - y);
        double collar = -0.68 + 1.7 * x * x - y;
        return Math.max(Math.max(radial, collar), y + 0.25);
    }

    private double mask(double ax, double y, double z, double drop) {
        double my = y + MASK_FALL * drop;
        if (skin > 0.3) {
            return skin - 0.22;
        }
        var kind = look.mask().orElseThrow().kind();
        double deep = kind == MaskKind.FFP2 ? 0.045 : kind == MaskKind.CLOTH ? 0.012 : 0;
        double flat = 1 - 0.75 * drop;
        double d = ellipsoid(ax, my + 0.2, z - 0.28 * flat, 0.1, 0.13, 0.155 + deep);
        d = smin(d, ellipsoid(ax, my + 0.31, z - 0.16 * flat, 0.19, 0.2, 0.2 + deep), 0.1);
        d = smin(d, ellipsoid(ax / look.shape().jaw(), y + 0.17, z - 0.03, 0.25, 0.33, 0.27), 0.09);
        d = smin(d, ellipsoid(ax - 0.17, y + 0.1, z - 0.16, 0.09, 0.07, 0.1), 0.05) - 0.016;
        d = Math.min(d, skin - 0.014);
        double top = my + (kind == MaskKind.SURGICAL ? 0.075 : 0.06) + (0.42 - 0.3 * drop) * ax;
        // A mask below the chin is crumpled: its lower edge falls less than its upper one.
        double bottom = -0.53 - (y + 0.4 * MASK_FALL * drop) + (kind == MaskKind.FFP2 ? 0.55 : 0.35) * ax;
        double side = kind == MaskKind.CLOTH ? 0.03 - z : 0.06 - z;
        return smax(smax(smax(d, top, 0.012), bottom, 0.02), side, 0.015);
    }

    static double ellipsoid(double x, double y, double z, double rx, double ry, double rz) {
        // Multiplied by reciprocals, which the compiler folds: most radii are constants, and this is the hot spot.
        double ix = 1 / rx;
        double iy = 1 / ry;
        double iz = 1 / rz;
        double ux = x * ix;
        double uy = y * iy;
        double uz = z * iz;
        double vx = ux * ix;
        double vy = uy * iy;
        double vz = uz * iz;
        double square = ux * ux + uy * uy + uz * uz;
        double slope = vx * vx + vy * vy + vz * vz;
        return slope < 1e-18 ? -Math.min(rx, Math.min(ry, rz)) : (square - Math.sqrt(square)) / Math.sqrt(slope);
    }

    static double smin(double a, double b, double k) {
        double h = Math.max(k - Math.abs(a - b), 0);
        return Math.min(a, b) - h * h * (0.25 / k);
    }

    static double smax(double a, double b, double k) {
        return -smin(-a, -b, k);
    }
}
