package io.maskgate.models.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Precision over recall as the score falls: a point for each face found.
 *
 * @param recall ascending, 0..1
 * @param precision of all detections down to that one's score
 */
public record PrecisionRecall(double[] recall, double[] precision) {
    /** Equal scores count in the order the pictures came. */
    public static PrecisionRecall of(Outcomes outcomes) {
        var recall = new double[outcomes.hits()];
        var precision = new double[recall.length];
        int[] order = IntStream.range(0, outcomes.count())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -outcomes.scores()[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int hits = 0;
        for (int i = 0; i < order.length; i++) {
            if (outcomes.right()[order[i]]) {
                recall[hits] = (hits + 1.0) / outcomes.truths();
                precision[hits] = (hits + 1.0) / (i + 1);
                hits++;
            }
        }
        return new PrecisionRecall(recall, precision);
    }

    /** At most this many points, evenly taken, the last among them. */
    public PrecisionRecall thinned(int most) {
        if (recall.length <= most) {
            return this;
        }
        int[] kept = IntStream.range(0, most)
                .map(i -> (int) ((long) (i + 1) * recall.length / most) - 1)
                .toArray();
        return new PrecisionRecall(
                IntStream.of(kept).mapToDouble(i -> recall[i]).toArray(),
                IntStream.of(kept).mapToDouble(i -> precision[i]).toArray());
    }
}
