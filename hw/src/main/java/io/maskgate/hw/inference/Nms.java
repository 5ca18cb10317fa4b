package io.maskgate.hw.inference;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From the raw predictions of one picture to its detections: score filter, greedy non-maximum suppression, mapping to
 * the source picture. Scratch memory is allocated once; not thread-safe.
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
        var detections = new ArrayList<Detection>(Math.min(candidates, 16));
        int kept = 0;
        int suppressed = 0;
        int invalid = 0;
        int outside = 0;
        int next = candidates - 1;
        for (; next >= 0 && kept < keptArea.length; next--) {
            int index = Integer.MAX_VALUE - (int) keys[next];
            int label = index % LABELS;
            int at = (picture * anchors + index / LABELS) * 4;
            var box = new Box(boxes.get(at), boxes.get(at + 1), boxes.get(at + 2), boxes.get(at + 3));
            if (!isFinite(box)) {
                invalid++;
            } else if (overlapsKept(box, label, kept)) {
                suppressed++;
            } else {
                var inSource = letterbox.toSource(box);
                if (inSource.area() <= 0) {
                    outside++;
                    continue;
                }
                keep(box, label, kept++);
                float score = Float.intBitsToFloat((int) (keys[next] >>> Integer.SIZE));
                detections.add(new Detection(inSource, ALL_LABELS[label], score));
            }
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

    private boolean overlapsKept(Box box, int label, int kept) {
        float area = box.area();
        float threshold = options.iouThreshold();
        for (int k = 0; k < kept; k++) {
            if (keptLabel[k] != label && !options.acrossLabels()) {
                continue;
            }
            float w = Math.min(box.x1(), keptX1[k]) - Math.max(box.x0(), keptX0[k]);
            float h = Math.min(box.y1(), keptY1[k]) - Math.max(box.y0(), keptY0[k]);
            if (w > 0 && h > 0 && w * h > threshold * (area + keptArea[k] - w * h)) {
                return true;
            }
        }
        return false;
    }

    private void keep(Box box, int label, int k) {
        keptX0[k] = box.x0();
        keptY0[k] = box.y0();
        keptX1[k] = box.x1();
        keptY1[k] = box.y1();
        keptArea[k] = box.area();
        keptLabel[k] = label;
    }

    private static boolean isFinite(Box box) {
        return Float.isFinite(box.x0())
                && Float.isFinite(box.y0())
                && Float.isFinite(box.x1())
                && Float.isFinite(box.y1());
    }
}
