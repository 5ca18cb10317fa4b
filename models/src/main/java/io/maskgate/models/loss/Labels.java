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
 * What the class logits of a batch are to say.
 *
 * @param shape pictures, anchors, classes
 * @param target wanted scores, row-major
 * @param judged 1 for each anchor whose answer counts, else 0
 * @param positive rows with a face: {@code picture * anchors + anchor}
 */
record Labels(long[] shape, float[] target, float[] judged, List<Integer> positive) {
    static Labels of(Anchors anchors, int classes, List<Assignment> assignments, List<List<Face>> faces) {
        int batch = faces.size();
        int count = anchors.count();
        var labels = new Labels(
                new long[] {batch, count, classes},
                new float[batch * count * classes],
                new float[batch * count],
                new ArrayList<>());
        for (int n = 0; n < batch; n++) {
            var assignment = assignments.get(n);
            for (int a = 0; a < count; a++) {
                int face = assignment.face()[a];
                int row = n * count + a;
                labels.judged[row] = face == Assignment.IGNORED ? 0 : 1;
                if (face >= 0) {
                    labels.positive.add(row);
                    int label = faces.get(n).get(face).label();
                    labels.target[row * classes + label] = assignment.quality()[a];
                }
            }
        }
        return labels;
    }

    /**
     * Binary cross entropy times {@code |target - p|^focal} (quality focal loss, arXiv:2006.04388, eq. 5), summed; scalar.
     *
     * @param focal 0 is plain cross entropy
     */
    Tensor focalLoss(Tensor logits, double focal) {
        var wanted = Tensors.floats(target, shape);
        // -log p = softplus(-x), -log(1 - p) = softplus(x): BCE = softplus(x) - x * t.
        var loss = torch.softplus(logits).sub(torch.mul(logits, wanted));
        if (focal > 0) {
            var error = torch.abs(torch.sigmoid(logits).sub(wanted));
            loss = torch.mul(loss, torch.pow(error, new Scalar(focal)));
        }
        return torch.mul(loss, Tensors.floats(judged, shape[0], shape[1], 1)).sum();
    }
}
