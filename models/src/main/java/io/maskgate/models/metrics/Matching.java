package io.maskgate.models.metrics;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import java.util.List;

/** Greedy matching of detections to truths, as COCO does it. */
final class Matching {
    static final int NONE = -1;

    private Matching() {}

    /** IoU of every detection with every truth, {@code [detections][truths]}. */
    static double[][] ious(List<Detection> detections, List<TruthFace> truths) {
        var ious = new double[detections.size()][truths.size()];
        for (int d = 0; d < ious.length; d++) {
            for (int t = 0; t < truths.size(); t++) {
                ious[d][t] = iou(detections.get(d).box(), truths.get(t).box());
            }
        }
        return ious;
    }

    /**
     * Matches in the given order, each truth at most once: a detection takes the free truth it overlaps most, if that
     * is at least {@code threshold}; of equal ones the first.
     *
     * @return for each detection the index of its truth or {@link #NONE}
     */
    static int[] match(double[][] ious, int truths, double threshold) {
        var taken = new boolean[truths];
        var matches = new int[ious.length];
        for (int d = 0; d < ious.length; d++) {
            int best = NONE;
            for (int t = 0; t < truths; t++) {
                if (!taken[t] && ious[d][t] >= threshold && (best == NONE || ious[d][t] > ious[d][best])) {
                    best = t;
                }
            }
            matches[d] = best;
            if (best != NONE) {
                taken[best] = true;
            }
        }
        return matches;
    }

    /** In double, because 7/10 in float lies below the threshold 0.70 that it should just reach. */
    private static double iou(Box a, Box b) {
        double w = (double) Math.min(a.x1(), b.x1()) - Math.max(a.x0(), b.x0());
        double h = (double) Math.min(a.y1(), b.y1()) - Math.max(a.y0(), b.y0());
        if (!(w > 0 && h > 0)) {
            return 0;
        }
        double intersection = w * h;
        return intersection / (area(a) + area(b) - intersection);
    }

    private static double area(Box box) {
        return ((double) box.x1() - box.x0()) * ((double) box.y1() - box.y0());
    }
}
