package io.maskgate.models.data;

import java.util.random.RandomGenerator;

/** Loss of sharpness: box and motion blur, low resolution. */
final class SoftEffects {
    private SoftEffects() {}

    /** A box of 3 or 5 pixels both ways, or 5 to 9 one way as by motion. */
    static void blur(Canvas canvas, RandomGenerator random) {
        int width = canvas.width;
        int height = canvas.height;
        int stride = width * 3;
        int kind = random.nextInt(4);
        boolean motion = kind >= 2;
        int radius = motion ? Draw.whole(random, 2, 4) : Draw.whole(random, 1, 2);
        if (!motion || kind == 2) {
            var line = new byte[stride];
            for (int y = 0; y < height; y++) {
                for (int c = 0; c < 3; c++) {
                    blurLine(canvas.pixels, y * stride + c, 3, width, radius, line);
                }
            }
        }
        if (!motion || kind == 3) {
            blurColumns(canvas.pixels, stride, height, radius);
        }
    }

    private static void blurLine(byte[] pixels, int start, int step, int count, int radius, byte[] line) {
        int reciprocal = (1 << 16) / (2 * radius + 1) + 1;
        int sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += pixels[start + Math.clamp(i, 0, count - 1) * step] & 255;
        }
        for (int i = 0; i < count; i++) {
            line[i] = (byte) (sum * reciprocal >>> 16);
            sum += pixels[start + Math.min(i + radius + 1, count - 1) * step] & 255;
            sum -= pixels[start + Math.max(i - radius, 0) * step] & 255;
        }
        for (int i = 0; i < count; i++) {
            pixels[start + i * step] = line[i];
        }
    }

    /** Row by row with running column sums, since walking down single columns would miss the cache. */
    private static void blurColumns(byte[] pixels, int stride, int height, int radius) {
        int reciprocal = (1 << 16) / (2 * radius + 1) + 1;
        byte[] source = pixels.clone();
        var sums = new int[stride];
        for (int y = -radius; y <= radius; y++) {
            int row = Math.clamp(y, 0, height - 1) * stride;
            for (int i = 0; i < stride; i++) {
                sums[i] += source[row + i] & 255;
            }
        }
        for (int y = 0; y < height; y++) {
            int row = y * stride;
            int enters = Math.min(y + radius + 1, height - 1) * stride;
            int leaves = Math.max(y - radius, 0) * stride;
            for (int i = 0; i < stride; i++) {
                pixels[row + i] = (byte) (sums[i] * reciprocal >>> 16);
                sums[i] += (source[enters + i] & 255) - (source[leaves + i] & 255);
            }
        }
    }

    /** Averaged down by 1.5 to 3 and interpolated up again: a distant camera, or a thrifty encoder. */
    static void lowResolution(Canvas canvas, RandomGenerator random) {
        float factor = Draw.between(random, 1.5f, 3);
        var small = new Canvas(
                Math.max(1, Math.round(canvas.width / factor)), Math.max(1, Math.round(canvas.height / factor)));
        double sx = (double) small.width / canvas.width;
        double sy = (double) small.height / canvas.height;
        var whole = Picture.of(canvas.pixels.clone(), canvas.width, canvas.height);
        Warp.fill(whole, new Placement(sx, 0, 0, 0, sy, 0), small, small.area());
        var up = new Placement(1 / sx, 0, 0, 0, 1 / sy, 0);
        Warp.fill(small.pixels, small.width, small.height, 0, up, canvas, canvas.area());
    }
}
