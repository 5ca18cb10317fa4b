package io.maskgate.models.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** A decoded picture and its halvings, so that scaling down does not alias. */
final class Picture {
    /**
     * @param rgb uint8 [H,W,3]
     * @param halvings pixels of the full picture are 2^halvings pixels of this one, on each side
     */
    record Level(byte[] rgb, int width, int height, int halvings) {}

    /** Below this scale a level is left for its half. */
    private static final float HALVE_BELOW = 0.6f;

    private static final int MAX_HALVINGS = 2;
    private static final int SMALLEST_HALVED = 32;

    private final List<Level> levels;

    private Picture(List<Level> levels) {
        this.levels = levels;
    }

    /** Takes the array over. */
    static Picture of(byte[] rgb, int width, int height) {
        var levels = new ArrayList<Level>();
        levels.add(new Level(rgb, width, height, 0));
        while (levels.size() <= MAX_HALVINGS
                && levels.getLast().width() >= SMALLEST_HALVED
                && levels.getLast().height() >= SMALLEST_HALVED) {
            levels.add(half(levels.getLast()));
        }
        return new Picture(List.copyOf(levels));
    }

    int width() {
        return levels.getFirst().width();
    }

    int height() {
        return levels.getFirst().height();
    }

    /** The level to sample for output pixels = scale times full pixels. */
    Level level(float scale) {
        int level = 0;
        for (float rest = scale; rest < HALVE_BELOW && level + 1 < levels.size(); rest *= 2) {
            level++;
        }
        return levels.get(level);
    }

    /** Bytes of each array that one of this size holds. */
    static LongStream levels(int width, int height) {
        var levels = LongStream.builder().add(3L * width * height);
        for (int i = 0; i < MAX_HALVINGS && width >= SMALLEST_HALVED && height >= SMALLEST_HALVED; i++) {
            width /= 2;
            height /= 2;
            levels.add(3L * width * height);
        }
        return levels.build();
    }

    /** Bytes held. */
    long bytes() {
        return levels.stream().mapToLong(level -> level.rgb().length).sum();
    }

    private static Level half(Level full) {
        int width = full.width() / 2;
        int height = full.height() / 2;
        int stride = full.width() * 3;
        byte[] in = full.rgb();
        var out = new byte[width * height * 3];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int from = 2 * y * stride;
            for (int x = 0; x < width; x++, from += 6) {
                for (int c = from; c < from + 3; c++) {
                    int sum = (in[c] & 255) + (in[c + 3] & 255) + (in[c + stride] & 255) + (in[c + stride + 3] & 255);
                    out[to++] = (byte) ((sum + 2) >> 2);
                }
            }
        }
        return new Level(out, width, height, full.halvings() + 1);
    }
}
