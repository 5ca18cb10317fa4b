package io.maskgate.models.net;

import java.util.List;
import java.util.Map;

/** An anchor-free detector: for each cell of each level class logits and a distribution for each side's distance. */
public interface Network {
    /** The strides of the levels, ascending, of all networks but those that say otherwise. */
    List<Integer> STRIDES = List.of(8, 16, 32);

    /** Sides of every input are multiples of it, pixels: the stride of the deepest maps. */
    int STEP = 32;

    /** The architecture's name with its width, as checkpoints carry it. */
    String architecture();

    /** Bins of each side's distance distribution: distances 0 to bins - 1, in strides. */
    int bins();

    /** The strides of its levels, ascending. */
    default List<Integer> strides() {
        return STRIDES;
    }

    /** The anchors its distances are measured from; the centres of the cells, unless a network says otherwise. */
    default Anchors anchors(int width, int height) {
        return Anchors.of(width, height, strides());
    }

    /** How its losses are computed and its anchors assigned in training. */
    default Objective objective() {
        return Objective.TASK_ALIGNED;
    }

    /** How a tensor starts; networks with a recipe of their own replace what the operation proposes. */
    default ParameterSpec.Initial initial(ParameterSpec proposed) {
        return proposed.initial();
    }

    /** The network as it is shipped, with branches merged that one convolution can do. */
    default Network deployed() {
        return this;
    }

    /** The weights of {@link #deployed()} that compute the same as these of this network. */
    default Map<String, float[]> deployed(Map<String, float[]> weights) {
        return weights;
    }

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
