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
    T unit(String name, T x, Unit unit);

    /** A convolution with bias and nothing after it; parameters {@code name.weight}, {@code name.bias}. */
    T predict(String name, T x, int in, int out, float initialBias);

    T add(T a, T b);

    /** Joins along channels. */
    T concat(List<T> parts);

    /** Nearest neighbour, twice the height and width. */
    T upsample(T x);

    /** Maximum over {@code kernel x kernel}, stride 1, same size. */
    T maxPool(T x, int kernel);
}
