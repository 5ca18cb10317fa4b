package io.maskgate.models.metrics;

import io.maskgate.hw.inference.Detection;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** All detections of one class: the score of each and at which IoU thresholds it found a truth. */
final class ClassTally {
    /** IoU 0.50, 0.55, ... 0.95; divisions, since sums of 0.05 miss 0.7 by a rounding error. */
    private static final double[] THRESHOLDS =
            IntStream.range(0, 10).mapToDouble(i -> (50 + 5 * i) / 100.0).toArray();

    private static final int RECALL_POINTS = 101;

    private float[] scores = new float[256];
    private short[] found = new short[256];
    private int predictions;
    private int truths;

    /**
     * Adds one picture.
     *
     * @param detections of this class, best first
     * @param faces truths of this class
     */
    void add(List<Detection> detections, List<TruthFace> faces) {
        truths += faces.size();
        int first = predictions;
        for (var detection : detections) {
            append(detection.score());
        }
        double[][] ious = Matching.ious(detections, faces);
        for (int t = 0; t < THRESHOLDS.length; t++) {
            int[] matches = Matching.match(ious, faces.size(), THRESHOLDS[t]);
            for (int d = 0; d < matches.length; d++) {
                if (matches[d] != Matching.NONE) {
                    found[first + d] |= (short) (1 << t);
                }
            }
        }
    }

    ClassMetrics metrics() {
        int[] order = bestFirst();
        double sum = 0;
        for (int t = 0; t < THRESHOLDS.length; t++) {
            sum += averagePrecision(order, t);
        }
        int confident = 0;
        int hits = 0;
        for (int i = 0; i < predictions; i++) {
            if (scores[i] >= DetectionEvaluator.WORKING_SCORE) {
                confident++;
                hits += found[i] & 1;
            }
        }
        return new ClassMetrics(
                averagePrecision(order, 0), sum / THRESHOLDS.length, truths, predictions, confident, hits);
    }

    Outcomes outcomes() {
        var right = new boolean[predictions];
        for (int i = 0; i < predictions; i++) {
            right[i] = (found[i] & 1) != 0;
        }
        return new Outcomes(Arrays.copyOf(scores, predictions), right, truths);
    }

    /** Stable, so that equal scores count in the order the pictures came, as in COCO. */
    private int[] bestFirst() {
        return IntStream.range(0, predictions)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Mean over recall 0.00, 0.01, ... 1.00 of the best precision at that recall or above (COCO's 101-point
     * interpolation; pycocotools, {@code COCOeval.accumulate}).
     */
    private double averagePrecision(int[] order, int threshold) {
        if (truths == 0) {
            return 0;
        }
        var precision = new double[predictions];
        var hits = new int[predictions];
        int hit = 0;
        for (int i = 0; i < predictions; i++) {
            hit += found[order[i]] >> threshold & 1;
            hits[i] = hit;
            precision[i] = (double) hit / (i + 1);
        }
        for (int i = predictions - 2; i >= 0; i--) {
            precision[i] = Math.max(precision[i], precision[i + 1]);
        }
        double sum = 0;
        int at = 0;
        for (int point = 0; point < RECALL_POINTS; point++) {
            // hits / truths < point / 100, in whole numbers so that a recall of exactly 0.29 reaches its point
            while (at < predictions && 100L * hits[at] < (long) point * truths) {
                at++;
            }
            if (at == predictions) {
                break;
            }
            sum += precision[at];
        }
        return sum / RECALL_POINTS;
    }

    private void append(float score) {
        if (predictions == scores.length) {
            scores = Arrays.copyOf(scores, predictions * 2);
            found = Arrays.copyOf(found, predictions * 2);
        }
        scores[predictions++] = score;
    }
}
