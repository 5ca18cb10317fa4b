package io.maskgate.models.data;

import java.util.random.RandomGenerator;

/** Small draws from a generator. */
final class Draw {
    private Draw() {}

    /** Even over lo..hi; also where hi is below lo. */
    static float between(RandomGenerator random, float lo, float hi) {
        return lo + random.nextFloat() * (hi - lo);
    }

    /** Even on a logarithmic axis over lo..hi, both above 0. */
    static float logBetween(RandomGenerator random, float lo, float hi) {
        return lo == hi ? lo : (float) (lo * Math.pow(hi / lo, random.nextDouble()));
    }

    static boolean chance(RandomGenerator random, float probability) {
        return random.nextFloat() < probability;
    }

    /** An int from lo to hi, both included. */
    static int whole(RandomGenerator random, int lo, int hi) {
        return lo + random.nextInt(hi - lo + 1);
    }
}
