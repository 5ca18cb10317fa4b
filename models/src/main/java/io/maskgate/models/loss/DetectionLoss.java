package io.maskgate.models.loss;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
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
public record DetectionLoss(Anchors anchors, int bins, TaskAlignedAssigner assigner, LossWeights weights)
        implements HardLoss {
    private static final int CLASSES = 2;

    /**
     * The loss and its parts.
     *
     * @param total scalar tensor to back-propagate from, in the caller's scope
     * @param positives assigned anchors in the batch
     */
    public record Result(Tensor total, float box, float classes, float distribution, int positives) {}

    @Override
    public Result of(Predictions.Flat predictions, List<List<Face>> faces, List<List<Face>> ignored) {
        var decoded = Predictions.of(predictions, anchors, bins);
        var assignments = assigner.assign(anchors, decoded, CLASSES, faces, ignored);
        var labels = Labels.of(anchors, CLASSES, assignments, faces);
        float wanted = 0;
        for (float t : labels.target()) {
            wanted += t;
        }
        var scale = new Scalar(1 / Math.max(wanted, 1));

        var classLoss = labels.focalLoss(predictions.classes(), weights.focal()).mul(scale);
        var total = classLoss.mul(new Scalar(weights.classes()));
        if (labels.positive().isEmpty()) {
            return new Result(total, 0, classLoss.item_float(), 0, 0);
        }
        var positives = new Positives(anchors, labels.positive(), assignments, faces);
        var sides = predictions.sides().reshape(-1, 4, bins).index_select(0, positives.index());
        var quality = positives.quality();
        var boxLoss = torch.mul(Iou.ciouLoss(positives.decode(sides, bins), positives.target()), quality)
                .sum()
                .mul(scale);
        var distribution = torch.mul(positives.distributionLoss(sides, bins, bins - 1 - 0.01f), quality)
                .sum()
                .mul(scale);
        total = total.add(boxLoss.mul(new Scalar(weights.box())))
                .add(distribution.mul(new Scalar(weights.distribution())));
        return new Result(
                total, boxLoss.item_float(), classLoss.item_float(), distribution.item_float(), positives.size());
    }
}
