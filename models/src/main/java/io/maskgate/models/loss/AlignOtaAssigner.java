package io.maskgate.models.loss;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * AlignOTA (DAMO-YOLO, arXiv:2211.15444, section 2.3; after SimOTA, arXiv:2107.08430): a face takes the anchors that cost
 * least, as many as its best overlaps sum up to; an anchor wanted by several faces goes to the one it costs least.
 * Candidates are anchors inside a face, or within {@code reach} cells of its centre in x and y. The cost of a pair is
 *
 * <pre>classes BCE(score, wanted) * |wanted - score|^2 + overlapWeight * -ln(iou + 1e-7)</pre>
 *
 * with {@code wanted} the overlap for the face's class and 0 for others, plus a penalty unless the anchor is both inside
 * the face and near its centre. The wanted score of a positive is its overlap.
 */
public record AlignOtaAssigner(double reach, int best, double overlapWeight) implements Assigner {
    private static final double PENALTY = 1e8;
    private static final float LEAST_UNION = 1e-6f;

    public static AlignOtaAssigner standard() {
        return new AlignOtaAssigner(2.5, 10, 3);
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
        var owner = new int[anchors.count()];
        var quality = new float[anchors.count()];
        Arrays.fill(owner, -1);
        for (var face : ignored) {
            for (int a = 0; a < owner.length; a++) {
                if (inside(anchors, a, face)) {
                    owner[a] = Assignment.IGNORED;
                }
            }
        }
        int[] candidates = IntStream.range(0, anchors.count())
                .filter(a -> faces.stream().anyMatch(face -> inside(anchors, a, face) || near(anchors, a, face)))
                .toArray();
        if (candidates.length == 0) {
            return new Assignment(owner, quality);
        }
        var overlap = new float[faces.size()][candidates.length];
        var cost = new double[faces.size()][candidates.length];
        for (int f = 0; f < faces.size(); f++) {
            var face = faces.get(f);
            for (int c = 0; c < candidates.length; c++) {
                int a = candidates[c];
                float iou = iou(boxes, boxOffset + 4 * a, face);
                overlap[f][c] = iou;
                cost[f][c] = classCost(scores, scoreOffset + classes * a, classes, face.label(), iou)
                        - overlapWeight * Math.log(iou + 1e-7)
                        + (inside(anchors, a, face) && near(anchors, a, face) ? 0 : PENALTY);
            }
        }
        var takers = new int[candidates.length];
        for (int f = 0; f < faces.size(); f++) {
            for (int c : cheapest(cost[f], wanted(overlap[f]))) {
                takers[c]++;
                owner[candidates[c]] = f;
            }
        }
        for (int c = 0; c < candidates.length; c++) {
            int a = candidates[c];
            if (takers[c] > 1) {
                owner[a] = least(cost, c);
            }
            if (takers[c] > 0) {
                quality[a] = overlap[owner[a]][c];
            }
        }
        return new Assignment(owner, quality);
    }

    private static boolean inside(Anchors anchors, int a, Face face) {
        return anchors.x()[a] > face.x0()
                && anchors.x()[a] < face.x1()
                && anchors.y()[a] > face.y0()
                && anchors.y()[a] < face.y1();
    }

    private boolean near(Anchors anchors, int a, Face face) {
        double radius = reach * anchors.stride()[a];
        return Math.abs(anchors.x()[a] - (face.x0() + face.x1()) / 2) < radius
                && Math.abs(anchors.y()[a] - (face.y0() + face.y1()) / 2) < radius;
    }

    private static double classCost(float[] scores, int at, int classes, int label, float overlap) {
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            double score = scores[at + k];
            double wanted = k == label ? overlap : 0;
            double entropy =
                    -wanted * Math.max(Math.log(score), -100) - (1 - wanted) * Math.max(Math.log1p(-score), -100);
            sum += entropy * (wanted - score) * (wanted - score);
        }
        return sum;
    }

    /** How many anchors a face takes: its best overlaps summed up and cut, one at least. */
    private int wanted(float[] overlap) {
        float[] sorted = overlap.clone();
        Arrays.sort(sorted);
        float sum = 0;
        for (int i = 0; i < Math.min(best, sorted.length); i++) {
            sum += sorted[sorted.length - 1 - i];
        }
        return Math.max(1, (int) sum);
    }

    private static int[] cheapest(double[] cost, int count) {
        return IntStream.range(0, cost.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> cost[c]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int least(double[][] cost, int candidate) {
        int face = 0;
        for (int f = 1; f < cost.length; f++) {
            face = cost[f][candidate] < cost[face][candidate] ? f : face;
        }
        return face;
    }

    private static float iou(float[] boxes, int at, Face face) {
        float w = Math.max(Math.min(boxes[at + 2], face.x1()) - Math.max(boxes[at], face.x0()), 0);
        float h = Math.max(Math.min(boxes[at + 3], face.y1()) - Math.max(boxes[at + 1], face.y0()), 0);
        float area = (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]);
        float faceArea = (face.x1() - face.x0()) * (face.y1() - face.y0());
        return w * h / Math.max(area + faceArea - w * h, LEAST_UNION);
    }
}
