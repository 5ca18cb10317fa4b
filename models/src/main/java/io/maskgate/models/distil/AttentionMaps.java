package io.maskgate.models.distil;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention transfer (arXiv:1612.03928, section 3.1, F_sum^2): where a map is strong, whatever its channels. For maps of
 * the same height and width, with any numbers of channels:
 *
 * <pre>
 *   a = sum over channels of x^2, as a vector of H*W per picture;  Q = a / |a|
 *   loss = mean over pictures of |Q_s - Q_t|^2, 0 to 2
 * </pre>
 */
public final class AttentionMaps {
    private static final double EPSILON = 1e-12;

    private AttentionMaps() {}

    /**
     * The loss of one level.
     *
     * @param student {@code [N,Cs,H,W]}
     * @param teacher {@code [N,Ct,H,W]}
     * @return a scalar
     */
    public static Tensor of(Tensor student, Tensor teacher) {
        var error = attention(student).sub(attention(teacher));
        return torch.mul(error, error).sum(1).mean();
    }

    private static Tensor attention(Tensor map) {
        var strength = torch.mul(map, map).sum(1).reshape(map.size(0), -1);
        var length = torch.sqrt(torch.mul(strength, strength).sum(1).add(new Scalar(EPSILON)));
        return strength.div(length.unsqueeze(1));
    }
}
