package io.maskgate.models.quantise;

import io.maskgate.models.export.QuantisationPlan;
import java.util.Locale;

/** How the largest magnitude that is told apart follows from those that occurred; beyond it numbers saturate. */
public enum RangeMethod {
    /** The largest that occurred. */
    MINMAX {
        @Override
        float limit(Histogram histogram) {
            return histogram.most();
        }
    },
    /** The one that all but one in 10,000 stay below. */
    PERCENTILE {
        @Override
        float limit(Histogram histogram) {
            long[] counts = histogram.counts();
            long beyond = 0;
            for (long count : counts) {
                beyond += count;
            }
            beyond /= 10_000;
            int last = Histogram.BINS;
            while (last > 1 && beyond - counts[last - 1] >= 0) {
                beyond -= counts[--last];
            }
            return Math.min(histogram.most(), last * histogram.width());
        }
    },
    /**
     * The one whose quantisation loses the least information: least Kullback-Leibler divergence between the distribution
     * cut off there and the same in 128 levels (S. Migacz, 8-bit inference with TensorRT, GTC 2017).
     */
    ENTROPY {
        @Override
        float limit(Histogram histogram) {
            return Entropy.limit(histogram, QuantisationPlan.LEVELS + 1);
        }
    };

    /** As it stands in cards. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The limit in the numbers' own measure; 0 where there were no numbers but zeros. */
    abstract float limit(Histogram histogram);
}
