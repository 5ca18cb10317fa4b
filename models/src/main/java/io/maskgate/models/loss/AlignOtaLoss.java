package io.maskgate.models.loss;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * DAMO-YOLO's loss of a batch (arXiv:2211.15444): {@code box * GIoU + classes * QFL + distribution * DFL}. QFL is divided
 * by the number of positives; in the others a positive weighs as much as its best predicted score, and they are divided
 * by the sum of these.
 *
 * @param anchors of the batch's input size
 */
public record AlignOtaLoss(Anchors anchors, int bins, AlignOtaAssigner assigner, LossWeights weights)
        implements HardLoss {
    private static final int CLASSES = 2;

    @Override
    public DetectionLoss.Result of(Predictions.Flat predictions, List<List<Face>> faces, List<List<Face>> ignored) {
        var decoded = Predictions.of(predictions, anchors, bins);
        var assignments = assigner.assign(anchors, decoded, CLASSES, faces, ignored);
        var labels = Labels.of(anchors, CLASSES, assignments, faces);
        int count = labels.positive().size();
        var classLoss =
                labels.focalLoss(predictions.classes(), weights.focal()).mul(new Scalar(1.0 / Math.max(count, 1)));
        var total = classLoss.mul(new Scalar(weights.classes()));
        if (count == 0) {
            return new DetectionLoss.Result(total, 0, classLoss.item_float(), 0, 0);
        }
        var positives = new Positives(anchors, labels.positive(), assignments, faces);
        var sides = predictions.sides().reshape(-1, 4, bins).index_select(0, positives.index());
        var share = shares(predictions.classes(), positives);
        var boxLoss = torch.mul(Iou.giouLoss(positives.decode(sides, bins), positives.target()), share)
                .sum();
        var distribution = torch.mul(positives.distributionLoss(sides, bins, bins - 1 - 0.1f), share)
                .sum();
        total = total.add(boxLoss.mul(new Scalar(weights.box())))
                .add(distribution.mul(new Scalar(weights.distribution())));
        return new DetectionLoss.Result(
                total, boxLoss.item_float(), classLoss.item_float(), distribution.item_float(), count);
    }

    /** Each positive's best predicted score over the sum of them or 1, without gradient; {@code [P]}. */
    private static Tensor shares(Tensor classes, Positives positives) {
        var logits = classes.detach().reshape(-1, CLASSES).index_select(0, positives.index());
        var scores = torch.sigmoid(logits).amax(new long[] {1}, false);
        return scores.mul(new Scalar(1 / Math.max(scores.sum().item_double(), 1)));
    }
}
