package io.maskgate.hw.inference;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From the raw predictions of one picture to its detections: score filter, greedy non-maximum suppression with box voting
 * (Gidaris and Komodakis, arXiv:1505.01749, section 6.2; here with weights score times IoU), mapping to the source
 * picture. Which boxes stay is decided by the predictions alone, where they lie by all that agree. Scratch memory is
 * allocated once; not thread-safe.
 */
final class Nms {
    private static final MaskLabel[] ALL_LABELS = MaskLabel.values();
    private static final int LABELS = ALL_LABELS.length;

    private final int anchors;
    private final InferenceOptions options;
    private final InferenceCounters counters;
    private final long[] keys;
    private final float[] keptX0;
    private final float[] keptY0;
    private final float[] keptX1;
    private final float[] keptY1;
    private final float[] keptArea;
    private final int[] keptLabel;
    private final float[] keptScore;
    private final double[] votesX0;
    private final double[] votesY0;
    private final double[] votesX1;
    private final double[] votesY1;
    private final double[] weights;

    /** @param anchors predictions per picture */
    Nms(int anchors, InferenceOptions options, InferenceCounters counters) {
        this.anchors = anchors;
        this.options = options;
        this.counters = counters;
        int limit = Math.min(options.maxDetections(), anchors * LABELS);
        keys = new long[anchors * LABELS];
        keptX0 = new float[limit];
        keptY0 = new float[limit];
        keptX1 = new float[limit];
        keptY1 = new float[limit];
        keptArea = new float[limit];
        keptLabel = new int[limit];
        keptScore = new float[limit];
        votesX0 = new double[limit];
        votesY0 = new double[limit];
        votesX1 = new double[limit];
        votesY1 = new double[limit];
        weights = new double[limit];
    }

    /**
     * @param boxes {@code [N,A,4]}, input pixels
     * @param scores {@code [N,A,2]}
     * @param picture which of the N
     * @return best first; of equal scores the earlier prediction first
     */
    List<Detection> select(FloatBuffer boxes, FloatBuffer scores, int picture, float minScore, Letterbox letterbox) {
        int candidates = collect(scores, picture * anchors * LABELS, minScore);
        Arrays.sort(keys, 0, candidates);
        int kept = 0;
        int suppressed = 0;
        int invalid = 0;
        int outside = 0;
        int next = candidates - 1;
        for (; next >= 0 && kept < keptArea.length; next--) {
            int index = Integer.MAX_VALUE - (int) keys[next];
            float score = Float.intBitsToFloat((int) (keys[next] >>> Integer.SIZE));
            int label = index % LABELS;
            int at = (picture * anchors + index / LABELS) * 4;
            var box = new Box(boxes.get(at), boxes.get(at + 1), boxes.get(at + 2), boxes.get(at + 3));
            if (!isFinite(box)) {
                invalid++;
            } else if (voted(box, label, score, kept)) {
                suppressed++;
            } else if (letterbox.toSource(box).area() <= 0) {
                outside++;
            } else {
                keep(box, label, score, kept++);
            }
        }
        var detections = new ArrayList<Detection>(kept);
        for (int k = 0; k < kept; k++) {
            detections.add(new Detection(place(k, letterbox), ALL_LABELS[keptLabel[k]], keptScore[k]));
        }
        counters.candidates.add(candidates);
        counters.suppressed.add(suppressed);
        counters.invalid.add(invalid);
        counters.outside.add(outside);
        counters.truncated.add(next + 1);
        counters.detections.add(kept);
        return List.copyOf(detections);
    }

    /**
     * Fills {@link #keys} with score bits above, complement of the index below: non-negative floats order as their
     * bits do, so sorting longs sorts by score and then by index, without an object per candidate.
     */
    private int collect(FloatBuffer scores, int from, float minScore) {
        int count = 0;
        int invalid = 0;
        for (int i = 0; i < keys.length; i++) {
            float score = scores.get(from + i);
            if (score >= minScore && score <= 1) {
                keys[count++] = (long) Float.floatToRawIntBits(score + 0f) << Integer.SIZE | (Integer.MAX_VALUE - i);
            } else if (!(score < minScore)) {
                invalid++;
            }
        }
        counters.invalid.add(invalid);
        return count;
    }

    /** Whether the box overlaps a surer one; the surest of those has its vote. */
    private boolean voted(Box box, int label, float score, int kept) {
        float area = box.area();
        float threshold = options.iouThreshold();
        for (int k = 0; k < kept; k++) {
            if (keptLabel[k] != label && !options.acrossLabels()) {
                continue;
            }
            float w = Math.min(box.x1(), keptX1[k]) - Math.max(box.x0(), keptX0[k]);
            float h = Math.min(box.y1(), keptY1[k]) - Math.max(box.y0(), keptY0[k]);
            float union = area + keptArea[k] - w * h;
            if (w > 0 && h > 0 && w * h > threshold * union) {
                vote(k, box, score * (w * h / union));
                return true;
            }
        }
        return false;
    }

    private void vote(int k, Box box, double weight) {
        votesX0[k] += weight * box.x0();
        votesY0[k] += weight * box.y0();
        votesX1[k] += weight * box.x1();
        votesY1[k] += weight * box.y1();
        weights[k] += weight;
    }

    private void keep(Box box, int label, float score, int k) {
        keptX0[k] = box.x0();
        keptY0[k] = box.y0();
        keptX1[k] = box.x1();
        keptY1[k] = box.y1();
        keptArea[k] = box.area();
        keptLabel[k] = label;
        keptScore[k] = score;
        votesX0[k] = 0;
        votesY0[k] = 0;
        votesX1[k] = 0;
        votesY1[k] = 0;
        weights[k] = 0;
        vote(k, box, score);
    }

    /** In pixels of the source picture. */
    private Box place(int k, Letterbox letterbox) {
        if (options.voting() && weights[k] > 0) {
            var mean = letterbox.toSource(mean(k));
            // At the picture's edge those that were dropped may lie outside.
            if (mean.area() > 0) {
                return mean;
            }
        }
        return letterbox.toSource(new Box(keptX0[k], keptY0[k], keptX1[k], keptY1[k]));
    }

    private Box mean(int k) {
        float x0 = (float) (votesX0[k] / weights[k]);
        float y0 = (float) (votesY0[k] / weights[k]);
        float x1 = (float) (votesX1[k] / weights[k]);
        float y1 = (float) (votesY1[k] / weights[k]);
        return new Box(x0, y0, x1, y1);
    }

    private static boolean isFinite(Box box) {
        return Float.isFinite(box.x0())
                && Float.isFinite(box.y0())
                && Float.isFinite(box.x1())
                && Float.isFinite(box.y1());
    }
}
