package io.maskgate.models.net;

import java.util.List;

/** An anchor-free detector: for each cell of each level class logits and a distribution for each side's distance. */
public interface Network {
    /** The strides of the levels, ascending. */
    List<Integer> STRIDES = List.of(8, 16, 32);

    /** The architecture's name with its width, as checkpoints carry it. */
    String architecture();

    /** Bins of each side's distance distribution: distances 0 to bins - 1, in strides. */
    int bins();

    /** Runs the network on {@code [N,3,H,W]}, RGB scaled to 0..1. */
    <T> List<Level<T>> forward(Backend<T> backend, T image);

    /**
     * One level's predictions.
     *
     * @param classes logits {@code [N,2,H/stride,W/stride]}
     * @param sides logits {@code [N,4*bins,H/stride,W/stride]}; channel = side * bins + bin, sides left, top, right, bottom
     * @param feature the map of the neck the head stands on, {@code [N,C,H/stride,W/stride]}: what feature distillation compares
     */
    record Level<T>(int stride, T classes, T sides, T feature) {}
}
