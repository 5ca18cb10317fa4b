package io.maskgate.models.torch;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Unit;
import io.maskgate.models.net.UnitNames;
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
    public Tensor unit(UnitNames names, Tensor x, Unit unit) {
        var y = convolve(x, parameter(names.kernel()), new TensorOptional(), unit);
        y = torch.batch_norm(
                y,
                optional(names.gain()),
                optional(names.shift()),
                optional(names.mean()),
                optional(names.variance()),
                training,
                MOMENTUM,
                Unit.EPSILON,
                false);
        return activateInPlace(y, unit.activation());
    }

    @Override
    public Tensor biased(String name, Tensor x, Unit unit, float initialBias) {
        var bias = new TensorOptional(parameter(name + ".bias"));
        return activateInPlace(convolve(x, parameter(name + ".weight"), bias, unit), unit.activation());
    }

    /** Of a map that nobody else reads, and whose maker's gradient does not need it: a ReLU needs no second one then. */
    private Tensor activateInPlace(Tensor fresh, Activation activation) {
        return activation == Activation.RELU ? torch.relu_(fresh) : activate(fresh, activation);
    }

    @Override
    public Tensor activate(Tensor x, Activation activation) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> torch.relu(x);
            case SILU -> torch.silu(x);
            case HARD_SWISH -> torch.hardswish(x);
            case LEAKY_RELU -> torch.leaky_relu(x, new Scalar(Activation.LEAK));
        };
    }

    @Override
    public Tensor scale(String name, Tensor x) {
        return torch.mul(x, parameter(name));
    }

    @Override
    public Tensor times(Tensor x, float factor) {
        return x.mul(new Scalar(factor));
    }

    @Override
    public Tensor phases(Tensor x) {
        long n = x.size(0);
        long channels = x.size(1);
        long height = x.size(2) / 2;
        long width = x.size(3) / 2;
        // By way of [N,H,W,C], so that the result is channels-last as everything else.
        return x.permute(0, 2, 3, 1)
                .reshape(n, height, 2, width, 2, channels)
                .permute(0, 1, 3, 4, 2, 5)
                .reshape(n, height, width, 4 * channels)
                .permute(0, 3, 1, 2);
    }

    private Tensor parameter(String name) {
        return parameters.get(name).to(type);
    }

    private TensorOptional optional(String name) {
        return new TensorOptional(parameters.get(name));
    }

    private static Tensor convolve(Tensor x, Tensor weight, TensorOptional bias, Unit unit) {
        long[] stride = {unit.stride(), unit.stride()};
        long[] pad = {unit.kernel() / 2, unit.kernel() / 2};
        return torch.conv2d(x, weight, bias, stride, pad, new long[] {1, 1}, unit.groups());
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
        var mean = torch.adaptive_avg_pool2d(x, 1, 1);
        var squeezed = biased(name + ".squeeze", mean, Unit.pointwise(channels, hidden), 0);
        var excited = biased(
                name + ".excite", squeezed, Unit.pointwise(hidden, channels).linear(), 0);
        return x.mul(torch.hardsigmoid(excited));
    }
}
