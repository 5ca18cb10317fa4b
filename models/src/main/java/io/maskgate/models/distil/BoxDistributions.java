package io.maskgate.models.distil;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Localisation distillation (arXiv:2102.12252, eq. 4): the teacher's distribution over the distance of each side, which
 * says also how sure it is.
 *
 * <pre>
 *   p = softmax(t / T), q = softmax(s / T) over the bins of a side
 *   loss = T^2 * sum over anchors of w * (mean over the 4 sides of sum p log(p / q)) / max(1, sum over anchors of w)
 * </pre>
 *
 * with the teacher's foreground as w. Where a teacher gives single distances and no distributions, T is 1, which is DFL
 * towards them: at 10 the floor of 1e-4 under the bins that are not meant would be 0.4 of the highest. Anchors below {@link #LEAST} are left out: a box is worth learning only where there
 * is a face, and they are nearly all anchors.
 *
 * @param temperature T
 * @param bins of each side
 */
public record BoxDistributions(double temperature, int bins) {
    /** The least foreground of an anchor that counts. */
    public static final double LEAST = 0.1;

    /**
     * The loss.
     *
     * @param student logits {@code [N,A,4*bins]}
     * @param teacher logits {@code [N,A,4*bins]}
     * @param foreground {@code [N,A]}
     * @return a scalar
     */
    public Tensor of(Tensor student, Tensor teacher, Tensor foreground) {
        var weights = foreground.reshape(-1);
        var chosen = torch.nonzero(weights.ge(new Scalar(LEAST))).view(-1);
        if (chosen.numel() == 0) {
            return student.sum().mul(new Scalar(0));
        }
        var logQ = logs(student, chosen);
        var logP = logs(teacher, chosen);
        var divergence = torch.mul(torch.exp(logP), logP.sub(logQ)).sum(2).mean(1);
        return Weighted.mean(divergence, weights.index_select(0, chosen)).mul(new Scalar(temperature * temperature));
    }

    /** {@code [P,4,bins]}. */
    private Tensor logs(Tensor sides, Tensor chosen) {
        var rows = sides.reshape(-1, 4, bins).index_select(0, chosen);
        return torch.log_softmax(rows.mul(new Scalar(1 / temperature)), 2);
    }
}
