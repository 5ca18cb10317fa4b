package io.maskgate.models.quantise;

/** The threshold of least divergence, see {@link RangeMethod#ENTROPY}. */
final class Entropy {
    private Entropy() {}

    /** @param levels magnitudes that the quantised numbers tell apart, zero included */
    static float limit(Histogram histogram, int levels) {
        long[] counts = histogram.counts();
        int used = Histogram.BINS;
        while (used > 0 && counts[used - 1] == 0) {
            used--;
        }
        double best = Double.POSITIVE_INFINITY;
        int bins = used;
        for (int i = Math.min(levels, used); i <= used; i++) {
            double divergence = divergence(counts, i, used, levels);
            if (divergence < best) {
                best = divergence;
                bins = i;
            }
        }
        return Math.min(histogram.most(), bins * histogram.width());
    }

    /** KL(P, Q): P are the first {@code kept} bins with all beyond put into the last, Q those bins in {@code levels}. */
    private static double divergence(long[] counts, int kept, int used, int levels) {
        double beyond = 0;
        for (int i = kept; i < used; i++) {
            beyond += counts[i];
        }
        double total = beyond;
        double inside = 0;
        for (int i = 0; i < kept; i++) {
            total += counts[i];
            inside += counts[i];
        }
        if (inside == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int level = 0; level < levels; level++) {
            int from = (int) ((long) level * kept / levels);
            int to = (int) ((long) (level + 1) * kept / levels);
            double merged = 0;
            int occupied = 0;
            for (int i = from; i < to; i++) {
                merged += counts[i];
                occupied += counts[i] > 0 ? 1 : 0;
            }
            for (int i = from; i < to; i++) {
                double p = (counts[i] + (i == kept - 1 ? beyond : 0)) / total;
                if (p > 0) {
                    // A bin that only the cut-off filled has no share in Q: a small one keeps the divergence finite.
                    double q = counts[i] > 0 ? merged / occupied / inside : 1e-9;
                    sum += p * Math.log(p / q);
                }
            }
        }
        return sum;
    }
}
