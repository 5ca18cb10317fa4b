package io.maskgate.models.torch;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Unit;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Computes a network with libtorch. Activations are channels-last in {@code type}; parameters stay float32 and are cast
 * where used, so that gradients accumulate in float32.
 *
 * @param training batch statistics (and their running averages are updated) instead of running ones
 */
public record TorchBackend(ParameterStore parameters, boolean training, ScalarType type) implements Backend<Tensor> {
    private static final double MOMENTUM = 0.03;

    /** Pictures uint8 {@code [N,H,W,3]} to {@code [N,3,H,W]} in 0..1, channels-last without a copy. */
    public Tensor image(Tensor bytes) {
        return bytes.permute(0, 3, 1, 2).to(type).mul(new Scalar(1 / 255.0));
    }

    @Override
    public Tensor unit(String name, Tensor x, Unit unit) {
        var y = convolve(x, weight(name), new TensorOptional(), unit.stride(), unit.kernel() / 2, unit.groups());
        y = torch.batch_norm(
                y,
                optional(name + ".bn.weight"),
                optional(name + ".bn.bias"),
                optional(name + ".bn.mean"),
                optional(name + ".bn.var"),
                training,
                MOMENTUM,
                Unit.EPSILON,
                false);
        return switch (unit.activation()) {
            case NONE -> y;
            case RELU -> torch.relu(y);
            case SILU -> torch.silu(y);
            case HARD_SWISH -> torch.hardswish(y);
            case LEAKY_RELU -> torch.leaky_relu(y, new Scalar(Activation.LEAK));
        };
    }

    @Override
    public Tensor predict(String name, Tensor x, int in, int out, float initialBias) {
        return biased(name, x);
    }

    private Tensor biased(String name, Tensor x) {
        var bias = new TensorOptional(parameters.get(name + ".bias").to(type));
        return convolve(x, weight(name), bias, 1, 0, 1);
    }

    private Tensor weight(String name) {
        return parameters.get(name + ".weight").to(type);
    }

    private TensorOptional optional(String name) {
        return new TensorOptional(parameters.get(name));
    }

    private static Tensor convolve(Tensor x, Tensor weight, TensorOptional bias, long stride, long pad, long groups) {
        return torch.conv2d(
                x, weight, bias, new long[] {stride, stride}, new long[] {pad, pad}, new long[] {1, 1}, groups);
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        return a.add(b);
    }

    @Override
    public Tensor concat(List<Tensor> parts) {
        return torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), 1);
    }

    @Override
    public Tensor upsample(Tensor x) {
        return torch.upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3));
    }

    @Override
    public Tensor maxPool(Tensor x, int kernel) {
        long[] one = {1, 1};
        long pad = kernel / 2;
        return torch.max_pool2d(x, new long[] {kernel, kernel}, one, new long[] {pad, pad}, one, false);
    }

    @Override
    public Tensor halve(Tensor x, int kernel) {
        long pad = (kernel - 1) / 2;
        return torch.max_pool2d(
                x, new long[] {kernel, kernel}, new long[] {2, 2}, new long[] {pad, pad}, new long[] {1, 1}, false);
    }

    @Override
    public Tensor channels(Tensor x, int from, int count) {
        return x.narrow(1, from, count);
    }

    @Override
    public Tensor shuffle(Tensor x, int channels, int groups) {
        return torch.channel_shuffle(x, groups);
    }

    @Override
    public Tensor excite(String name, Tensor x, int channels, int hidden) {
        var squeezed = torch.relu(biased(name + ".squeeze", torch.adaptive_avg_pool2d(x, 1, 1)));
        return x.mul(torch.hardsigmoid(biased(name + ".excite", squeezed)));
    }
}
