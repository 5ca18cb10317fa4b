package io.maskgate.models.loss;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The positive anchors of a batch and what they are to predict, P of them. */
final class Positives {
    private final long[] rows;
    private final float[] quality;
    private final float[] point;
    private final float[] stride;
    private final float[] box;

    /** @param positive rows of the batch, picture by picture: {@code picture * anchors + anchor} */
    Positives(Anchors anchors, List<Integer> positive, List<Assignment> assignments, List<List<Face>> faces) {
        int size = positive.size();
        rows = new long[size];
        quality = new float[size];
        point = new float[4 * size];
        stride = new float[size];
        box = new float[4 * size];
        for (int i = 0; i < size; i++) {
            int row = positive.get(i);
            int a = row % anchors.count();
            var assignment = assignments.get(row / anchors.count());
            var face = faces.get(row / anchors.count()).get(assignment.face()[a]);
            rows[i] = row;
            quality[i] = assignment.quality()[a];
            stride[i] = anchors.stride()[a];
            for (int k = 0; k < 4; k++) {
                point[4 * i + k] = k % 2 == 0 ? anchors.x()[a] : anchors.y()[a];
            }
            box[4 * i] = face.x0();
            box[4 * i + 1] = face.y0();
            box[4 * i + 2] = face.x1();
            box[4 * i + 3] = face.y1();
        }
    }

    int size() {
        return rows.length;
    }

    /** Rows of the positives, {@code [P]}. */
    Tensor index() {
        return Tensors.longs(rows);
    }

    /** Wanted scores, {@code [P]}. */
    Tensor quality() {
        return Tensors.floats(quality, size());
    }

    /** Faces' boxes {@code [P,4]} in pixels. */
    Tensor target() {
        return Tensors.floats(box, size(), 4);
    }

    /** Predicted boxes {@code [P,4]} in pixels from the distances' logits {@code [P,4,bins]}. */
    Tensor decode(Tensor sides, int bins) {
        var sign = Tensors.floats(new float[] {-1, -1, 1, 1}, 1, 4);
        return torch.mul(Predictions.distances(sides, bins), sign)
                .mul(Tensors.floats(stride, size(), 1))
                .add(Tensors.floats(point, size(), 4));
    }

    /**
     * DFL (arXiv:2006.04388, eq. 6): cross entropy on the two bins around the true distance, mean over the sides.
     *
     * @param most what true distances are cut to, in strides
     * @return {@code [P]}
     */
    Tensor distributionLoss(Tensor sides, int bins, float most) {
        int count = 4 * size();
        var left = new long[count];
        var leftWeight = new float[count];
        for (int i = 0; i < count; i++) {
            float distance = (i % 4 < 2 ? point[i] - box[i] : box[i] - point[i]) / stride[i / 4];
            float truth = Math.clamp(distance, 0, most);
            left[i] = (long) truth;
            leftWeight[i] = left[i] + 1 - truth;
        }
        var logs = torch.log_softmax(sides.reshape(-1, bins), 1);
        var index = Tensors.longs(left).view(count, 1);
        var low = torch.gather(logs, 1, index).view(count);
        var high = torch.gather(logs, 1, index.add(new Scalar(1))).view(count);
        var weight = Tensors.floats(leftWeight, count);
        var loss = torch.mul(low, weight).add(torch.mul(high, weight.neg().add(new Scalar(1))));
        return loss.neg().view(-1, 4).mean(1);
    }
}
