package io.maskgate.models.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which picture comes when: a function of seed and epoch alone. */
final class EpochPlan {
    private final float[] weights;
    private final long seed;

    /**
     * @param weights how often each picture is wanted, relative to the others
     */
    EpochPlan(float[] weights, long seed) {
        double sum = 0;
        for (float weight : weights) {
            if (!(weight >= 0) || !Float.isFinite(weight)) {
                throw new IllegalArgumentException("a picture's weight is " + weight + ", expected 0 or more");
            }
            sum += weight;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("all weights are 0, expected one above 0");
        }
        this.weights = weights.clone();
        this.seed = seed;
    }

    static float[] uniform(int size) {
        var weights = new float[size];
        Arrays.fill(weights, 1);
        return weights;
    }

    /**
     * As many picture numbers as there are pictures, shuffled. With equal weights each comes once; otherwise each comes
     * its expected number of times rounded up or down (systematic sampling).
     */
    int[] order(int epoch) {
        var random = new SplittableRandom(mix(seed, epoch, -1));
        int count = weights.length;
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        var order = new int[count];
        int filled = 0;
        double reached = 0;
        // Strictly inside (0, 1): with equal weights rounding of the sums must not skip or double a picture.
        double mark = random.nextDouble(1e-6, 1 - 1e-6);
        for (int i = 0; i < count; i++) {
            reached += weights[i] * count / sum;
            while (filled < count && filled + mark < reached) {
                order[filled++] = i;
            }
        }
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    /** The generator of one view. */
    SplittableRandom random(int epoch, int view) {
        return new SplittableRandom(mix(seed, epoch, view));
    }

    /** Neighbouring numbers must not give related generators: SplitMix64's finaliser between them. */
    private static long mix(long seed, long epoch, long view) {
        return finish(finish(finish(seed) + epoch) + view);
    }

    private static long finish(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
