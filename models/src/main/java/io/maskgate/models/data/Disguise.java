package io.maskgate.models.data;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws on faces without a mask what is taken for one: a mask pulled under the chin, or a hand before the mouth. The label
 * stays, since neither is a mask over mouth and nose.
 */
final class Disguise {
    /** A smaller face does not show which it is, pixels of height. */
    private static final float SMALLEST = 24;

    private static final int NO_FACEMASK = 1;

    private static final int[][] CLOTH = {
        {240, 242, 245}, {190, 215, 235}, {120, 175, 205}, {25, 27, 30}, {70, 75, 80}, {215, 160, 175}, {150, 190, 160}
    };

    private Disguise() {}

    /** Disguises each bare face with the probability given, where no other face is near. */
    static void draw(Canvas canvas, float probability, RandomGenerator random) {
        for (var face : List.copyOf(canvas.faces)) {
            if (face.label() == NO_FACEMASK
                    && face.height() >= SMALLEST
                    && Draw.chance(random, probability)
                    && alone(face, canvas)) {
                if (random.nextBoolean()) {
                    chinMask(canvas, face, random);
                } else {
                    hand(canvas, face, random);
                }
            }
        }
    }

    private static boolean alone(Face face, Canvas canvas) {
        float margin = 0.15f * face.height();
        var reach = new Canvas.Area(
                (int) (face.x0() - margin), (int) (face.y0() + face.height() / 2), (int) (face.x1() + margin), (int)
                        (face.y1() + margin));
        return canvas.faces.stream().filter(other -> other != face).noneMatch(other -> touches(other, reach))
                && canvas.ignored.stream().noneMatch(other -> touches(other, reach));
    }

    private static boolean touches(Face face, Canvas.Area area) {
        return Canvas.part(face, area).isPresent();
    }

    /** From below the lower lip to just under the box, narrower towards the neck. */
    private static void chinMask(Canvas canvas, Face face, RandomGenerator random) {
        int[] cloth = CLOTH[random.nextInt(CLOTH.length)];
        float top = face.y0() + Draw.between(random, 0.86f, 0.93f) * face.height();
        float bottom = face.y0() + Draw.between(random, 1.02f, 1.12f) * face.height();
        float wide = face.width() * Draw.between(random, 0.34f, 0.46f);
        float narrow = wide * Draw.between(random, 0.5f, 0.8f);
        float sag = Draw.between(random, 0.02f, 0.06f) * face.height();
        float centre = (face.x0() + face.x1()) / 2 + Draw.between(random, -0.06f, 0.06f) * face.width();
        for (int y = Math.max(0, (int) (top - sag)); y < Math.min(canvas.height, bottom); y++) {
            float down = Math.clamp((y - top) / (bottom - top), 0, 1);
            float half = wide + (narrow - wide) * down * down;
            for (int x = Math.max(0, (int) (centre - half)); x < Math.min(canvas.width, centre + half); x++) {
                float side = (x - centre) / half;
                // The upper rim hangs from the jaws' corners.
                if (y >= top + sag * (1 - 2 * side * side)) {
                    set(canvas, x, y, cloth, 1 - 0.25f * side * side - 0.15f * down);
                }
            }
        }
    }

    /** Three or four fingers side by side over the mouth, in the colour of the face's own brow. */
    private static void hand(Canvas canvas, Face face, RandomGenerator random) {
        int[] skin = brow(canvas, face);
        float length = face.width() * Draw.between(random, 0.25f, 0.45f);
        float thick = face.width() * Draw.between(random, 0.05f, 0.075f);
        double angle = Math.toRadians(Draw.between(random, -70, 70));
        float alongX = (float) Math.cos(angle);
        float alongY = (float) Math.sin(angle);
        int fingers = Draw.whole(random, 3, 4);
        float x = (face.x0() + face.x1()) / 2 + Draw.between(random, -0.1f, 0.1f) * face.width();
        float y = face.y0() + Draw.between(random, 0.66f, 0.8f) * face.height();
        for (int i = 0; i < fingers; i++) {
            float off = (i - (fingers - 1) / 2f) * 1.9f * thick;
            float slip = Draw.between(random, -0.5f, 0.5f) * thick;
            finger(
                    canvas,
                    skin,
                    x - off * alongY + slip * alongX,
                    y + off * alongX + slip * alongY,
                    length,
                    thick,
                    alongX,
                    alongY);
        }
    }

    private static void finger(
            Canvas canvas, int[] skin, float cx, float cy, float length, float thick, float alongX, float alongY) {
        int reach = (int) (length + thick) + 1;
        for (int y = Math.max(0, (int) cy - reach); y < Math.min(canvas.height, cy + reach); y++) {
            for (int x = Math.max(0, (int) cx - reach); x < Math.min(canvas.width, cx + reach); x++) {
                float along = (x - cx) * alongX + (y - cy) * alongY;
                float past = Math.max(0, Math.abs(along) - length);
                float across = (y - cy) * alongX - (x - cx) * alongY;
                float distance = (float) Math.hypot(past, across) / thick;
                if (distance < 1) {
                    set(canvas, x, y, skin, 1 - 0.35f * distance * distance);
                }
            }
        }
    }

    private static int[] brow(Canvas canvas, Face face) {
        int x = Math.clamp(Math.round((face.x0() + face.x1()) / 2), 0, canvas.width - 1);
        int y = Math.clamp(Math.round(face.y0() + 0.25f * face.height()), 0, canvas.height - 1);
        int at = (y * canvas.width + x) * 3;
        return new int[] {canvas.pixels[at] & 255, canvas.pixels[at + 1] & 255, canvas.pixels[at + 2] & 255};
    }

    private static void set(Canvas canvas, int x, int y, int[] colour, float light) {
        int at = (y * canvas.width + x) * 3;
        for (int i = 0; i < 3; i++) {
            canvas.pixels[at + i] = ColourEffects.clamp(Math.round(colour[i] * light));
        }
    }
}
