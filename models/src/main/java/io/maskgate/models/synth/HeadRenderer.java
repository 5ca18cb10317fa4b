package io.maskgate.models.synth;

import io.maskgate.models.synth.HeadShape.Part;

/** Draws one head by sphere tracing its signed distances, orthographically, with one key light and its shadows. */
final class HeadRenderer {
    /** Extent of a head with hair and neck around its origin, in head heights. */
    private static final double LEFT = 0.62;

    private static final double ABOVE = 0.78;
    private static final double BELOW = 1.0;
    private static final double FRONT = 0.62;
    private static final double BACK = -0.65;
    private static final double HIT = 0.0025;

    private final Look look;
    private final Pose pose;
    private final Light light;
    private final HeadShape shape;
    private final Turn turn;
    private final FacePainter face;
    private final WornPainter worn;
    private final double gaze;
    private final double lids;

    HeadRenderer(Look look, Pose pose, Light light, double gaze, double lids) {
        this.look = look;
        this.pose = pose;
        this.light = light;
        this.shape = new HeadShape(look);
        this.turn = Turn.of(pose);
        this.face = new FacePainter(look);
        this.worn = new WornPainter(look);
        this.gaze = gaze;
        this.lids = lids;
    }

    /** The head as a picture with coverage, and how much of each pixel is face. */
    Sprite render() {
        int x0 = (int) Math.floor(pose.x() - LEFT * pose.head());
        int y0 = (int) Math.floor(pose.y() - ABOVE * pose.head());
        int width = (int) Math.ceil(pose.x() + LEFT * pose.head()) - x0;
        int height = (int) Math.ceil(pose.y() + BELOW * pose.head()) - y0;
        int samples = Math.clamp((int) Math.ceil(100 / pose.head()), 1, 4);
        var sprite = new Sprite(x0, y0, width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                sample(sprite, x, y, samples);
            }
        }
        if (samples == 1) {
            boolean[] edges = sprite.edges();
            for (int i = 0; i < edges.length; i++) {
                if (edges[i]) {
                    sample(sprite, i % width, i / width, 2);
                }
            }
        }
        return sprite;
    }

    private void sample(Sprite sprite, int px, int py, int samples) {
        sprite.clear(px, py);
        for (int i = 0; i < samples * samples; i++) {
            double x = sprite.x0() + px + (i % samples + 0.5) / samples;
            double y = sprite.y0() + py + (i / samples + 0.5) / samples;
            trace(
                    sprite,
                    px,
                    py,
                    (x - pose.x()) / pose.head(),
                    (pose.y() - y) / pose.head(),
                    1.0 / (samples * samples));
        }
    }

    private double distance(double x, double y, double z) {
        return shape.measure(turn.headX(x, y, z), turn.headY(x, y, z), turn.headZ(x, y, z), x, y, z, pose.maskDrop());
    }

    private void trace(Sprite sprite, int px, int py, double x, double y, double weight) {
        double z = FRONT;
        for (int step = 0; step < 70 && z > BACK; step++) {
            double d = distance(x, y, z);
            if (d < HIT) {
                Part part = shape.nearest();
                boolean isFace = part == Part.MASK || part == Part.SKIN && facing(x, y, z);
                sprite.add(px, py, shade(part, x, y, z), weight, isFace ? weight : 0);
                return;
            }
            z -= Math.max(HIT, d * 0.75);
        }
    }

    private boolean facing(double x, double y, double z) {
        double hy = turn.headY(x, y, z);
        return hy < HeadShape.HAIRLINE && turn.headZ(x, y, z) > -0.05;
    }

    private Rgb shade(Part part, double x, double y, double z) {
        double e = 0.006;
        double d = distance(x, y, z);
        double nx = distance(x + e, y, z) - d;
        double ny = distance(x, y + e, z) - d;
        double nz = distance(x, y, z + e) - d;
        double hx = turn.headX(x, y, z);
        double hy = turn.headY(x, y, z);
        double hz = turn.headZ(x, y, z);
        Rgb albedo = switch (part) {
            case SKIN -> worn.loops(face.skin(hx, hy, hz, gaze, lids), hx, hy, hz, pose.maskDrop());
            case NECK -> look.skin().times(0.92);
            case HAIR -> worn.hair(hx, hy, hz);
            case WEAR -> worn.wear(hx, hy, hz);
            case MASK -> worn.mask(hx, hy, hz, pose.maskDrop());
        };
        if (part == Part.MASK) {
            ny += 0.006 * worn.bend(hy, pose.maskDrop());
        }
        albedo = worn.glasses(albedo, hx, hy, hz);
        double length = Math.max(1e-9, Math.sqrt(nx * nx + ny * ny + nz * nz));
        return lit(part, albedo, x, y, z, nx / length, ny / length, nz / length);
    }

    private Rgb lit(Part part, Rgb albedo, double x, double y, double z, double nx, double ny, double nz) {
        double wrap = part == Part.SKIN || part == Part.NECK ? 0.3 : 0.15;
        double facing = nx * light.x() + ny * light.y() + nz * light.z();
        double diffuse = Math.max(0, (facing + wrap) / (1 + wrap));
        double shadow = diffuse > 0 ? shadow(x + nx * 0.02, y + ny * 0.02, z + nz * 0.02) : 0;
        double open = occlusion(x, y, z, nx, ny, nz);
        Rgb colour = albedo.times(light.ambient(ny).times(open).plus(light.key().times(diffuse * shadow)));
        if (part == Part.SKIN || part == Part.NECK) {
            double bleed = 0.06 * (1 - shadow * Math.clamp(facing, 0, 1));
            colour = colour.times(new Rgb(1 + bleed, 1, 1 - bleed * 0.5));
        }
        double half = halfway(nx, ny, nz);
        double gloss = switch (part) {
            case SKIN, NECK -> 0.10 * Math.pow(half, 22);
            case HAIR -> 0.10 * Math.pow(half, 14);
            case WEAR, MASK -> 0.03 * Math.pow(half, 8);
        };
        return colour.plus(light.key().times(gloss * shadow));
    }

    /** Cosine between the normal and the half-way vector of light and viewer (Blinn). */
    private double halfway(double nx, double ny, double nz) {
        double hz = light.z() + 1;
        double length = Math.sqrt(light.x() * light.x() + light.y() * light.y() + hz * hz);
        return Math.max(0, (nx * light.x() + ny * light.y() + nz * hz) / Math.max(1e-6, length));
    }

    private double shadow(double x, double y, double z) {
        double open = 1;
        double t = 0.03;
        for (int i = 0; i < 7 && t < 0.5; i++) {
            double d = distance(x + light.x() * t, y + light.y() * t, z + light.z() * t);
            open = Math.min(open, 0.5 + 5 * d / t);
            if (open <= 0) {
                return 0;
            }
            t += Math.clamp(d, 0.03, 0.12);
        }
        return FacePainter.smooth(open);
    }

    private double occlusion(double x, double y, double z, double nx, double ny, double nz) {
        double near = distance(x + nx * 0.05, y + ny * 0.05, z + nz * 0.05) / 0.05;
        double far = distance(x + nx * 0.16, y + ny * 0.16, z + nz * 0.16) / 0.16;
        return Math.clamp(0.25 + 0.35 * near + 0.4 * far, 0.15, 1);
    }
}
