package io.maskgate.models.distil;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Means over anchors in which empty background does not count. */
final class Weighted {
    private Weighted() {}

    /** Sum of {@code value * weight} over the sum of the weights, which counts as 1 at least: a batch may be empty. */
    static Tensor mean(Tensor value, Tensor weight) {
        return torch.mul(value, weight).sum().div(torch.clamp_min(weight.sum(), new Scalar(1)));
    }
}
