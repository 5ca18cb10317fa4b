package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Drawn pictures to compare engines by: bare faces, masked faces, both small, and noise. The same on every machine; their
 * use is that all of a network's parts are driven, not that they are beautiful.
 */
final class ReferencePictures implements AutoCloseable {
    private static final int COUNT = 4;
    private static final int CHANNELS = 3;
    private static final int[] WALL = {176, 170, 160};
    private static final int[] SKIN = {224, 172, 140};
    private static final int[] HAIR = {60, 42, 30};
    private static final int[] EYE = {40, 30, 30};
    private static final int[] LIPS = {170, 80, 80};
    private static final int[] MASK = {150, 195, 225};
    private static final int[] COAT = {60, 70, 95};

    private final int width;
    private final int height;
    private final List<InputImage> images = new ArrayList<>();

    ReferencePictures(int width, int height) {
        this.width = width;
        this.height = height;
        var pool = new InputPool(COUNT, width, height);
        for (int i = 0; i < COUNT; i++) {
            images.add(pool.acquire().orElseThrow());
        }
        people(images.get(0), 0.30, false, false);
        people(images.get(1), 0.30, true, true);
        people(images.get(2), 0.13, false, true);
        noise(images.get(3));
    }

    /** The pixels are not to be changed. */
    List<InputImage> images() {
        return List.copyOf(images);
    }

    @Override
    public void close() {
        images.forEach(InputImage::close);
    }

    /** Two heads beside each other, each of {@code size} times the height. */
    private void people(InputImage image, double size, boolean leftMasked, boolean rightMasked) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double light = 1.1 - 0.3 * y / height + 0.05 * Math.sin(x * 0.05);
                set(image, x, y, WALL, light);
            }
        }
        double radius = size * height / 2;
        head(image, width * 0.3, height * 0.42, radius, leftMasked);
        head(image, width * 0.7, height * 0.45, radius, rightMasked);
    }

    private void head(InputImage image, double cx, double cy, double radius, boolean masked) {
        ellipse(image, cx, cy + radius * 2.6, radius * 1.9, radius * 1.6, COAT);
        ellipse(image, cx, cy + radius * 1.05, radius * 0.38, radius * 0.5, SKIN);
        ellipse(image, cx, cy - radius * 0.22, radius * 0.88, radius * 0.98, HAIR);
        ellipse(image, cx, cy + radius * 0.05, radius * 0.74, radius * 0.95, SKIN);
        for (int side = -1; side <= 1; side += 2) {
            ellipse(image, cx + side * radius * 0.3, cy - radius * 0.12, radius * 0.13, radius * 0.07, EYE);
            ellipse(image, cx + side * radius * 0.3, cy - radius * 0.3, radius * 0.19, radius * 0.035, HAIR);
        }
        if (masked) {
            ellipse(image, cx, cy + radius * 0.52, radius * 0.68, radius * 0.5, MASK);
        } else {
            ellipse(image, cx, cy + radius * 0.18, radius * 0.09, radius * 0.16, LIPS, 0.5);
            ellipse(image, cx, cy + radius * 0.52, radius * 0.27, radius * 0.09, LIPS);
        }
    }

    private void ellipse(InputImage image, double cx, double cy, double rx, double ry, int[] colour) {
        ellipse(image, cx, cy, rx, ry, colour, 1);
    }

    /** Shaded from the left, soft at its edge. */
    private void ellipse(InputImage image, double cx, double cy, double rx, double ry, int[] colour, double opacity) {
        for (int y = (int) Math.max(0, cy - ry); y <= Math.min(height - 1, cy + ry); y++) {
            for (int x = (int) Math.max(0, cx - rx); x <= Math.min(width - 1, cx + rx); x++) {
                double dx = (x - cx) / rx;
                double dy = (y - cy) / ry;
                double inside = 1 - dx * dx - dy * dy;
                if (inside > 0) {
                    mix(image, x, y, colour, 1.08 - 0.22 * (dx + 1) / 2 - 0.1 * dy, opacity * Math.min(1, inside * 8));
                }
            }
        }
    }

    private void noise(InputImage image) {
        var random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < CHANNELS; c++) {
                    image.pixels().put((y * width + x) * CHANNELS + c, (byte) random.nextInt(256));
                }
            }
        }
    }

    private void set(InputImage image, int x, int y, int[] colour, double light) {
        mix(image, x, y, colour, light, 1);
    }

    private void mix(InputImage image, int x, int y, int[] colour, double light, double share) {
        for (int c = 0; c < CHANNELS; c++) {
            int at = (y * width + x) * CHANNELS + c;
            int old = image.pixels().get(at) & 0xff;
            long value = Math.round(old * (1 - share) + colour[c] * light * share);
            image.pixels().put(at, (byte) Math.clamp(value, 0, 255));
        }
    }
}
