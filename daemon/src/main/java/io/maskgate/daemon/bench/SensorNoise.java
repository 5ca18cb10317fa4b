package io.maskgate.daemon.bench;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Noise of a camera's sensor, different in each picture. */
final class SensorNoise {
    private static final int CHANNELS = 3;
    private static final int WHITE = 255;

    private final RandomGenerator random;
    private final byte[] levels;

    /** @param amplitude grey levels at most; the distribution is triangular around 0 */
    SensorNoise(RandomGenerator random, int amplitude, int pixels) {
        this.random = random;
        this.levels = new byte[pixels];
        for (int i = 0; i < pixels; i++) {
            levels[i] = (byte) (random.nextInt(amplitude + 1) - random.nextInt(amplitude + 1));
        }
    }

    /** Changes the brightness of each pixel of packed RGB. One pattern, begun elsewhere each time: drawing it is dear. */
    void addTo(ByteBuffer rgb) {
        int shift = random.nextInt(levels.length);
        for (int pixel = 0; pixel < levels.length; pixel++) {
            int level = levels[pixel < levels.length - shift ? pixel + shift : pixel + shift - levels.length];
            for (int at = pixel * CHANNELS; at < (pixel + 1) * CHANNELS; at++) {
                rgb.put(at, (byte) Math.clamp((rgb.get(at) & 0xff) + level, 0, WHITE));
            }
        }
    }
}
