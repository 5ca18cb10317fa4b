package io.maskgate.models.distil;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Soft labels (arXiv:1503.02531, section 2, for classes that are each yes or no):
 *
 * <pre>
 *   p = sigmoid(t / T), q = sigmoid(s / T)
 *   KL = p log(p / q) + (1 - p) log((1 - p) / (1 - q)), summed over the classes
 *   loss = T^2 * sum over anchors of w * KL / max(1, sum over anchors of w),  w = foreground + background
 * </pre>
 *
 * The square keeps the gradient's size when T changes.
 *
 * @param temperature T
 * @param background weight of an anchor at which the teacher sees nothing
 */
public record SoftLabels(double temperature, double background) {
    /**
     * The loss.
     *
     * @param student logits {@code [N,A,C]}
     * @param teacher logits {@code [N,A,C]}
     * @param foreground {@code [N,A]}
     * @return a scalar
     */
    public Tensor of(Tensor student, Tensor teacher, Tensor foreground) {
        var cool = new Scalar(1 / temperature);
        var s = student.mul(cool);
        var t = teacher.mul(cool);
        // -log sigmoid(x) = softplus(-x): the divergence is softplus(s) - softplus(t) - p (s - t).
        var divergence = torch.softplus(s)
                .sub(torch.softplus(t))
                .sub(torch.mul(torch.sigmoid(t), s.sub(t)))
                .sum(2);
        var weight = foreground.add(new Scalar(background));
        return Weighted.mean(divergence, weight).mul(new Scalar(temperature * temperature));
    }
}
