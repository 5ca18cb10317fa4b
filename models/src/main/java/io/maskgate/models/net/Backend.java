package io.maskgate.models.net;

import java.util.List;

/**
 * The operations a network is made of. Each interpreter gives them a meaning: libtorch computes them, the counter adds
 * up their cost, the exporter writes them down. Feature maps are {@code [N,C,H,W]}.
 *
 * @param <T> what the interpreter passes from operation to operation
 */
public interface Backend<T> {
    /** Convolution, normalisation, activation; parameters {@code name.weight}, {@code name.bn.*}. */
    default T unit(String name, T x, Unit unit) {
        return unit(UnitNames.of(name), x, unit);
    }

    /** Convolution, normalisation, activation; parameters of these names. */
    T unit(UnitNames names, T x, Unit unit);

    /** A convolution with bias and the unit's activation, not normalised; {@code name.weight}, {@code name.bias}. */
    T biased(String name, T x, Unit unit, float initialBias);

    /** A pointwise convolution with bias and nothing after it; parameters {@code name.weight}, {@code name.bias}. */
    default T predict(String name, T x, int in, int out, float initialBias) {
        return biased(name, x, Unit.pointwise(in, out).linear(), initialBias);
    }

    /**
     * The logits of how far each side of a box is: {@code [N,4*bins,H,W]}, as {@link #predict} gives them. An interpreter
     * that has no use for all of them at once may keep the sides apart.
     */
    default T sides(String name, T x, int in, int bins) {
        return predict(name, x, in, 4 * bins, 0);
    }

    T activate(T x, Activation activation);

    /** Times the learnt scalar {@code name}, which starts at 1. */
    T scale(String name, T x);

    /** Times a constant. */
    T times(T x, float factor);

    /**
     * The four half-size phases of a map along channels: {@code [N,C,H,W]} to {@code [N,4C,H/2,W/2]}, all channels of
     * each cell's top left value, then bottom left, top right, bottom right.
     */
    T phases(T x);

    T add(T a, T b);

    /** Joins along channels. */
    T concat(List<T> parts);

    /** Nearest neighbour, twice the height and width. */
    T upsample(T x);

    /** Maximum over {@code kernel x kernel}, stride 1, same size. */
    T maxPool(T x, int kernel);

    /** Maximum over {@code kernel x kernel}, stride 2, half the height and width; padding (kernel - 1) / 2. */
    T halve(T x, int kernel);

    /** Channels {@code from} to {@code from + count - 1}. */
    T channels(T x, int from, int count);

    /** Takes the channels of {@code groups} equal parts in turn, one of each (arXiv:1707.01083, figure 1). */
    T shuffle(T x, int channels, int groups);

    /**
     * Squeeze and excitation as MobileNetV3 has it (arXiv:1905.02244, 5.3): each channel is scaled by a hard sigmoid of
     * two dense layers, a ReLU between them, over the channels' means. Parameters {@code name.squeeze.weight}, {@code
     * name.squeeze.bias}, {@code name.excite.weight}, {@code name.excite.bias}.
     *
     * @param hidden channels between the layers
     */
    T excite(String name, T x, int channels, int hidden);
}
