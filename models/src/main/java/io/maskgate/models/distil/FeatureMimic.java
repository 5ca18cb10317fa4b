package io.maskgate.models.distil;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Plain feature imitation (FitNets, arXiv:1412.6550, eq. 3, over all values): {@code loss = mean((s - t)^2)} for maps
 * {@code [N,C,H,W]} of one shape.
 */
public final class FeatureMimic {
    private FeatureMimic() {}

    /**
     * The loss of one level.
     *
     * @param student {@code [N,C,H,W]}, aligned
     * @param teacher {@code [N,C,H,W]}, normalised
     * @return a scalar
     */
    public static Tensor of(Tensor student, Tensor teacher) {
        var error = student.sub(teacher);
        return torch.mul(error, error).mean();
    }
}
