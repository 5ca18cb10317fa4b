package io.maskgate.models.distil;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Channel-wise distillation, CWD (arXiv:2011.13256, eq. 3 and 4): where each channel looks. For maps {@code [N,C,H,W]} of
 * one shape, softmax being over the H*W places of each channel of each picture:
 *
 * <pre>
 *   p = softmax(t / T), q = softmax(s / T)
 *   loss = T^2 / (N C) * sum over pictures, channels, places of p log(p / q)
 * </pre>
 *
 * @param temperature T; DAMO-YOLO uses 1
 */
public record ChannelWise(double temperature) {
    /**
     * The loss of one level.
     *
     * @param student {@code [N,C,H,W]}, aligned
     * @param teacher {@code [N,C,H,W]}, normalised
     * @return a scalar
     */
    public Tensor of(Tensor student, Tensor teacher) {
        var logQ = logs(student);
        var logP = logs(teacher);
        double scale = temperature * temperature / (student.size(0) * student.size(1));
        return torch.mul(torch.exp(logP), logP.sub(logQ)).sum().mul(new Scalar(scale));
    }

    private Tensor logs(Tensor map) {
        var rows = map.reshape(map.size(0) * map.size(1), -1);
        return torch.log_softmax(rows.mul(new Scalar(1 / temperature)), 1);
    }
}
