package io.maskgate.models.quantise;

import java.nio.FloatBuffer;

/**
 * How often each magnitude occurs; zeros are not counted, since every symmetric quantisation holds them exactly. The bins
 * double their width, a power of two, when a magnitude lies beyond the last one, so that the order of the numbers makes
 * no difference.
 */
final class Histogram {
    static final int BINS = 2048;

    /** Narrow enough for any activation: the first bins reach to 2^-19. */
    private static final int NARROWEST = -30;

    private final long[] counts = new long[BINS];
    private int exponent = NARROWEST;
    private float most;

    /** @throws IllegalArgumentException when a number is not finite */
    void add(FloatBuffer values) {
        while (values.hasRemaining()) {
            float magnitude = Math.abs(values.get());
            if (magnitude == 0) {
                continue;
            }
            if (!Float.isFinite(magnitude)) {
                throw new IllegalArgumentException("an activation is " + magnitude + ", expected a finite number");
            }
            most = Math.max(most, magnitude);
            widen(magnitude);
            counts[bin(magnitude)]++;
        }
    }

    void add(Histogram other) {
        most = Math.max(most, other.most);
        while (exponent < other.exponent) {
            widen();
        }
        // A shift by 32 would be none.
        int shift = Math.min(exponent - other.exponent, Integer.SIZE - 1);
        for (int i = 0; i < BINS; i++) {
            counts[i >> shift] += other.counts[i];
        }
    }

    private void widen(float magnitude) {
        while (magnitude >= BINS * width()) {
            widen();
        }
    }

    private void widen() {
        for (int i = 0; i < BINS; i++) {
            long moved = counts[i];
            counts[i] = 0;
            counts[i / 2] += moved;
        }
        exponent++;
    }

    private int bin(float magnitude) {
        return (int) (magnitude / width());
    }

    /** Width of a bin. */
    float width() {
        return Math.scalb(1f, exponent);
    }

    /** The largest magnitude, 0 where there was none. */
    float most() {
        return most;
    }

    /** Numbers in each bin, from zero on. */
    long[] counts() {
        return counts.clone();
    }
}
