package io.maskgate.models.loss;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import java.util.Arrays;
import java.util.List;

/**
 * Task-aligned assignment (TOOD, arXiv:2108.07755, section 3.2): an anchor's alignment with a face is {@code
 * score^alpha * iou^beta}; each face takes its {@code topK} best-aligned anchors among those whose centre lies in it, an
 * anchor wanted by several faces goes to the one it overlaps most, and the wanted score is the alignment scaled so that a
 * face's best anchor gets its best overlap.
 *
 * <p>A face smaller than a cell may contain no centre at all: for the candidate test a face is at least {@code
 * minimumCells} cells wide and high on every level.
 */
public record TaskAlignedAssigner(int topK, double alpha, double beta, double minimumCells) implements Assigner {
    public static TaskAlignedAssigner standard() {
        return new TaskAlignedAssigner(10, 0.5, 6, 1.5);
    }

    @Override
    public Assignment assign(
            Anchors anchors,
            float[] scores,
            int scoreOffset,
            int classes,
            float[] boxes,
            int boxOffset,
            List<Face> faces,
            List<Face> ignored) {
        int count = anchors.count();
        var owner = new int[count];
        var ownerOverlap = new float[count];
        var ownerAlignment = new float[count];
        Arrays.fill(owner, -1);
        for (var face : ignored) {
            for (int a = 0; a < count; a++) {
                if (inside(anchors, a, face, 0)) {
                    owner[a] = Assignment.IGNORED;
                }
            }
        }
        var candidates = new Candidates(topK);
        for (int f = 0; f < faces.size(); f++) {
            var face = faces.get(f);
            candidates.clear();
            for (int a = 0; a < count; a++) {
                if (inside(anchors, a, face, minimumCells)) {
                    float overlap = iou(boxes, boxOffset + 4 * a, face);
                    float score = scores[scoreOffset + classes * a + face.label()];
                    candidates.offer(a, (float) (Math.pow(score, alpha) * Math.pow(overlap, beta)), overlap);
                }
            }
            for (int k = 0; k < candidates.size; k++) {
                int a = candidates.anchor[k];
                // Early in training overlaps may all be 0; such a face still takes its anchors.
                if (owner[a] < 0 || candidates.overlap[k] > ownerOverlap[a]) {
                    owner[a] = f;
                    ownerOverlap[a] = candidates.overlap[k];
                    ownerAlignment[a] = candidates.alignment[k];
                }
            }
        }
        return new Assignment(owner, qualities(owner, ownerAlignment, ownerOverlap, faces.size()));
    }

    private static float[] qualities(int[] owner, float[] alignment, float[] overlap, int faces) {
        var bestAlignment = new float[faces];
        var bestOverlap = new float[faces];
        for (int a = 0; a < owner.length; a++) {
            if (owner[a] >= 0) {
                bestAlignment[owner[a]] = Math.max(bestAlignment[owner[a]], alignment[a]);
                bestOverlap[owner[a]] = Math.max(bestOverlap[owner[a]], overlap[a]);
            }
        }
        var quality = new float[owner.length];
        for (int a = 0; a < owner.length; a++) {
            if (owner[a] >= 0) {
                quality[a] = alignment[a] / (bestAlignment[owner[a]] + 1e-9f) * bestOverlap[owner[a]];
            }
        }
        return quality;
    }

    private static boolean inside(Anchors anchors, int a, Face face, double cells) {
        float reach = (float) cells * anchors.stride()[a] / 2;
        float halfWidth = Math.max((face.x1() - face.x0()) / 2, reach);
        float halfHeight = Math.max((face.y1() - face.y0()) / 2, reach);
        return Math.abs(anchors.x()[a] - (face.x0() + face.x1()) / 2) < halfWidth
                && Math.abs(anchors.y()[a] - (face.y0() + face.y1()) / 2) < halfHeight;
    }

    private static float iou(float[] boxes, int at, Face face) {
        float w = Math.min(boxes[at + 2], face.x1()) - Math.max(boxes[at], face.x0());
        float h = Math.min(boxes[at + 3], face.y1()) - Math.max(boxes[at + 1], face.y0());
        if (w <= 0 || h <= 0) {
            return 0;
        }
        float area = (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]);
        float faceArea = (face.x1() - face.x0()) * (face.y1() - face.y0());
        return w * h / (area + faceArea - w * h + 1e-9f);
    }

    /** The best few so far; ties go to the anchor seen first. */
    private static final class Candidates {
        private final int[] anchor;
        private final float[] alignment;
        private final float[] overlap;
        private int size;

        private Candidates(int capacity) {
            anchor = new int[capacity];
            alignment = new float[capacity];
            overlap = new float[capacity];
        }

        private void clear() {
            size = 0;
        }

        private void offer(int a, float value, float iou) {
            if (size == anchor.length && value <= alignment[size - 1]) {
                return;
            }
            int at = size < anchor.length ? size++ : size - 1;
            while (at > 0 && alignment[at - 1] < value) {
                anchor[at] = anchor[at - 1];
                alignment[at] = alignment[at - 1];
                overlap[at] = overlap[at - 1];
                at--;
            }
            anchor[at] = a;
            alignment[at] = value;
            overlap[at] = iou;
        }
    }
}
