package io.maskgate.models.data;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws flat, skin-coloured or noisy ellipses and rectangles. They lie beside all faces, or over a small part of a
 * face's upper half; the mouth and nose stay as they were, so that the labels stay true.
 */
final class Occluder {
    private static final int TRIES = 8;

    /** Lowest line of a face an occluder may reach, as a part of its height: about the eyes' lower lids. */
    private static final float UPPER = 0.42f;

    private static final int[][] SKIN = {
        {255, 219, 190}, {234, 192, 160}, {205, 150, 115}, {160, 110, 80}, {110, 72, 50}, {70, 45, 32}
    };

    private Occluder() {}

    static void draw(Canvas canvas, RandomGenerator random) {
        int count = Draw.whole(random, 1, 3);
        for (int i = 0; i < count; i++) {
            boolean onFace = !canvas.faces.isEmpty() && random.nextBoolean();
            var area = onFace ? upperPart(canvas, random) : beside(canvas, random);
            if (area.width() > 0 && area.height() > 0) {
                paint(canvas, area, random);
            }
        }
    }

    /** An empty area when no free place was found. */
    private static Canvas.Area beside(Canvas canvas, RandomGenerator random) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int width = Math.max(1, Math.round(canvas.width * Draw.between(random, 0.05f, 0.3f)));
            int height = Math.max(1, Math.round(canvas.height * Draw.between(random, 0.05f, 0.3f)));
            int x = random.nextInt(canvas.width - width + 1);
            int y = random.nextInt(canvas.height - height + 1);
            var area = new Canvas.Area(x, y, x + width, y + height);
            if (free(area, canvas.faces) && free(area, canvas.ignored)) {
                return area;
            }
        }
        return new Canvas.Area(0, 0, 0, 0);
    }

    private static Canvas.Area upperPart(Canvas canvas, RandomGenerator random) {
        var face = canvas.faces.get(random.nextInt(canvas.faces.size()));
        float width = face.width() * Draw.between(random, 0.2f, 0.6f);
        float height = face.height() * Draw.between(random, 0.15f, UPPER);
        float x = Draw.between(random, face.x0() - width / 2, face.x1() - width / 2);
        float y = Draw.between(random, face.y0() - height / 2, face.y0() + UPPER * face.height() - height);
        var area = new Canvas.Area(
                Math.max(0, (int) x),
                Math.max(0, (int) y),
                Math.min(canvas.width, (int) (x + width)),
                Math.min(canvas.height, (int) (y + height)));
        // A neighbour in a crowd may have its mouth where this face has its brow.
        var others = canvas.faces.stream().filter(other -> other != face).toList();
        return free(area, others) && free(area, canvas.ignored) ? area : new Canvas.Area(0, 0, 0, 0);
    }

    private static boolean free(Canvas.Area area, List<Face> faces) {
        return faces.stream().noneMatch(face -> Canvas.part(face, area).isPresent());
    }

    private static void paint(Canvas canvas, Canvas.Area area, RandomGenerator random) {
        boolean ellipse = random.nextBoolean();
        int[] colour = colour(random);
        int noise = random.nextInt(3) == 0 ? Draw.whole(random, 10, 120) : 0;
        int state = random.nextInt() | 1;
        float centreX = (area.x0() + area.x1()) / 2f;
        float centreY = (area.y0() + area.y1()) / 2f;
        for (int y = area.y0(); y < area.y1(); y++) {
            float v = (y + 0.5f - centreY) / (area.height() / 2f);
            float reach = ellipse ? area.width() / 2f * (float) Math.sqrt(Math.max(0, 1 - v * v)) : area.width() / 2f;
            int from = Math.max(area.x0(), Math.round(centreX - reach));
            int to = Math.min(area.x1(), Math.round(centreX + reach));
            for (int i = (y * canvas.width + from) * 3; i < (y * canvas.width + to) * 3; i++) {
                state ^= state << 13;
                state ^= state >>> 17;
                state ^= state << 5;
                int grain = noise == 0 ? 0 : (state >>> 16) % (2 * noise + 1) - noise;
                canvas.pixels[i] = ColourEffects.clamp(colour[i % 3] + grain);
            }
        }
    }

    private static int[] colour(RandomGenerator random) {
        if (random.nextBoolean()) {
            return SKIN[random.nextInt(SKIN.length)];
        }
        return new int[] {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
    }
}
