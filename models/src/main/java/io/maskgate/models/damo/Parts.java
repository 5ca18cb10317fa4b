package io.maskgate.models.damo;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Unit;
import io.maskgate.models.net.UnitNames;
import java.util.List;

/**
 * The parts DAMO-YOLO is put together from; {@code path} is where the original keeps a part's tensors.
 *
 * @param merged whether RepConvs are single convolutions, as deployed
 */
record Parts<T>(Backend<T> net, boolean merged) {
    /** Convolution, normalisation, activation: {@code path.conv}, {@code path.bn}. */
    T unit(String path, T x, Unit unit) {
        return net.unit(UnitNames.torch(path + ".conv", path + ".bn"), x, unit);
    }

    /** The same where the original counts them: {@code path.conv1}, {@code path.bn1}. */
    T first(String path, T x, Unit unit) {
        return net.unit(UnitNames.torch(path + ".conv1", path + ".bn1"), x, unit);
    }

    /**
     * RepConv (arXiv:2101.03697 without the identity branch): the sum of a normalised 3x3 and a normalised 1x1 convolution,
     * activated; merged, the one 3x3 convolution with bias it amounts to.
     */
    T rep(String path, T x, Unit unit) {
        if (merged) {
            return net.biased(path + ".rbr_reparam", x, unit, 0);
        }
        var point = new Unit(unit.in(), unit.out(), 1, unit.stride(), unit.groups(), Activation.NONE);
        T dense = unit(path + ".rbr_dense", x, unit.linear());
        return net.activate(net.add(dense, unit(path + ".rbr_1x1", x, point)), unit.activation());
    }

    /**
     * Inverted residual (arXiv:1801.04381): pointwise, depthwise 5x5, pointwise; plus the input where shapes allow, nothing
     * after the sum.
     *
     * @param hidden channels of the depthwise convolution
     * @param project index of the last convolution in the original's sequence: 7 in the backbone, 6 in the neck
     */
    T inverted(String path, T x, Unit unit, int hidden, int project) {
        var act = unit.activation();
        T y = sequence(path, 0, x, Unit.pointwise(unit.in(), hidden).then(act));
        y = sequence(path, 3, y, new Unit(hidden, hidden, 5, unit.stride(), hidden, act));
        y = sequence(path, project, y, Unit.pointwise(hidden, unit.out()).linear());
        return unit.stride() == 1 && unit.in() == unit.out() ? net.add(y, x) : y;
    }

    private T sequence(String path, int index, T x, Unit unit) {
        return net.unit(UnitNames.torch(path + "." + index, path + "." + (index + 1)), x, unit);
    }

    /** Pyramid pooling (arXiv:1406.4729) over 5, 9 and 13 cells; SiLU in all variants. */
    T pyramid(String path, T x, int channels) {
        T a = unit(path + ".conv1", x, Unit.pointwise(channels, channels / 2).then(Activation.SILU));
        T all = net.concat(List.of(a, net.maxPool(a, 5), net.maxPool(a, 9), net.maxPool(a, 13)));
        return unit(path + ".conv2", all, Unit.pointwise(2 * channels, channels).then(Activation.SILU));
    }
}
