package io.maskgate.models.loss;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Hard-label loss of a batch: {@code box * CIoU + classes * BCE + distribution * DFL}, each normalised by the sum of the
 * wanted scores (TOOD, arXiv:2108.07755).
 *
 * @param anchors of the batch's input size
 */
public record DetectionLoss(Anchors anchors, int bins, TaskAlignedAssigner assigner, LossWeights weights) {
    private static final int CLASSES = 2;

    /**
     * The loss and its parts.
     *
     * @param total scalar tensor to back-propagate from, in the caller's scope
     * @param positives assigned anchors in the batch
     */
    public record Result(Tensor total, float box, float classes, float distribution, int positives) {}

    public Result of(Predictions.Flat predictions, List<List<Face>> faces, List<List<Face>> ignored) {
        int batch = faces.size();
        int count = anchors.count();
        var assignments = assign(predictions, faces, ignored);

        var target = new float[batch * count * CLASSES];
        var judged = new float[batch * count];
        var positive = new ArrayList<Integer>();
        for (int n = 0; n < batch; n++) {
            for (int a = 0; a < count; a++) {
                int face = assignments.get(n).face()[a];
                judged[n * count + a] = face == Assignment.IGNORED ? 0 : 1;
                if (face >= 0) {
                    positive.add(n * count + a);
                    target[(n * count + a) * CLASSES + faces.get(n).get(face).label()] =
                            assignments.get(n).quality()[a];
                }
            }
        }
        float wanted = 0;
        for (float t : target) {
            wanted += t;
        }
        var scale = new Scalar(1 / Math.max(wanted, 1));

        var classLoss = classLoss(predictions.classes(), target, judged, batch).mul(scale);
        var total = classLoss.mul(new Scalar(weights.classes()));
        if (positive.isEmpty()) {
            return new Result(total, 0, classLoss.item_float(), 0, 0);
        }
        var boxes = new Positives(positive, assignments, faces, count);
        var sides = predictions.sides().reshape(-1, 4, bins).index_select(0, boxes.index());
        var quality = Tensors.floats(boxes.quality, positive.size());
        var boxLoss = torch.mul(Iou.ciouLoss(decode(sides, boxes), boxes.target()), quality)
                .sum()
                .mul(scale);
        var distribution =
                torch.mul(distributionLoss(sides, boxes), quality).sum().mul(scale);
        total = total.add(boxLoss.mul(new Scalar(weights.box())))
                .add(distribution.mul(new Scalar(weights.distribution())));
        return new Result(
                total, boxLoss.item_float(), classLoss.item_float(), distribution.item_float(), positive.size());
    }

    private List<Assignment> assign(Predictions.Flat predictions, List<List<Face>> faces, List<List<Face>> ignored) {
        var decoded = Predictions.of(predictions, anchors, bins);
        var assignments = new ArrayList<Assignment>();
        for (int n = 0; n < faces.size(); n++) {
            int at = n * anchors.count();
            assignments.add(assigner.assign(
                    anchors,
                    decoded.scores(),
                    at * CLASSES,
                    CLASSES,
                    decoded.boxes(),
                    at * 4,
                    faces.get(n),
                    ignored.get(n)));
        }
        return assignments;
    }

    /** Positive anchors' boxes {@code [P,4]}, in strides from the anchor's own centre, so that the loss sees no offset. */
    private Tensor decode(Tensor sides, Positives positives) {
        var sign = Tensors.floats(new float[] {-1, -1, 1, 1}, 1, 4);
        return torch.mul(Predictions.distances(sides, bins), sign)
                .mul(positives.strides())
                .add(positives.centres());
    }

    private Tensor classLoss(Tensor logits, float[] target, float[] judged, int batch) {
        long count = anchors.count();
        var wanted = Tensors.floats(target, batch, count, CLASSES);
        // -log p = softplus(-x), -log(1 - p) = softplus(x): BCE = softplus(x) - x * t.
        var loss = torch.softplus(logits).sub(torch.mul(logits, wanted));
        if (weights.focal() > 0) {
            var error = torch.abs(torch.sigmoid(logits).sub(wanted));
            loss = torch.mul(loss, torch.pow(error, new Scalar(weights.focal())));
        }
        return torch.mul(loss, Tensors.floats(judged, batch, count, 1)).sum();
    }

    /** DFL (arXiv:2006.04388, eq. 6): cross entropy on the two bins around the true distance, mean over the sides; [P]. */
    private Tensor distributionLoss(Tensor sides, Positives positives) {
        int rows = 4 * positives.size();
        var truth = positives.distances(bins - 1 - 0.01f);
        var left = new long[rows];
        var leftWeight = new float[rows];
        for (int i = 0; i < rows; i++) {
            left[i] = (long) truth[i];
            leftWeight[i] = left[i] + 1 - truth[i];
        }
        var logs = torch.log_softmax(sides.reshape(-1, bins), 1);
        var index = Tensors.longs(left).view(rows, 1);
        var low = torch.gather(logs, 1, index).view(rows);
        var high = torch.gather(logs, 1, index.add(new Scalar(1))).view(rows);
        var weight = Tensors.floats(leftWeight, rows);
        var loss = torch.mul(low, weight).add(torch.mul(high, weight.neg().add(new Scalar(1))));
        return loss.neg().view(-1, 4).mean(1);
    }

    /** The positive anchors of a batch and what they are to predict. */
    private final class Positives {
        private final long[] rows;
        private final float[] quality;
        private final float[] centre;
        private final float[] stride;
        private final float[] box;

        private Positives(List<Integer> positive, List<Assignment> assignments, List<List<Face>> faces, int count) {
            int size = positive.size();
            rows = new long[size];
            quality = new float[size];
            centre = new float[4 * size];
            stride = new float[size];
            box = new float[4 * size];
            for (int i = 0; i < size; i++) {
                int row = positive.get(i);
                int a = row % count;
                var assignment = assignments.get(row / count);
                var face = faces.get(row / count).get(assignment.face()[a]);
                rows[i] = row;
                quality[i] = assignment.quality()[a];
                stride[i] = anchors.stride()[a];
                for (int k = 0; k < 4; k++) {
                    centre[4 * i + k] = k % 2 == 0 ? anchors.x()[a] : anchors.y()[a];
                }
                box[4 * i] = face.x0();
                box[4 * i + 1] = face.y0();
                box[4 * i + 2] = face.x1();
                box[4 * i + 3] = face.y1();
            }
        }

        private int size() {
            return rows.length;
        }

        private Tensor index() {
            return Tensors.longs(rows);
        }

        private Tensor strides() {
            return Tensors.floats(stride, size(), 1);
        }

        private Tensor centres() {
            return Tensors.floats(centre, size(), 4);
        }

        private Tensor target() {
            return Tensors.floats(box, size(), 4);
        }

        private float[] distances(float most) {
            var d = new float[box.length];
            for (int i = 0; i < d.length; i++) {
                float distance = (i % 4 < 2 ? centre[i] - box[i] : box[i] - centre[i]) / stride[i / 4];
                d[i] = Math.clamp(distance, 0, most);
            }
            return d;
        }
    }
}
