package io.maskgate.models.distil;

import io.maskgate.models.recipe.Default;

/**
 * The weight of one part of the loss over a run.
 *
 * @param schedule {@code constant} or {@code cosine}
 * @param end for the cosine, the share of the weight that is left at the end of the run
 * @param off without it in this many last epochs
 */
public record Share(
        @Default("0") double weight,
        @Default("constant") Ramp schedule,
        @Default("0") double end,
        @Default("0") int off) {
    public Share {
        require(weight >= 0 && Double.isFinite(weight), "weight", weight, "0 or more");
        require(end >= 0 && end <= 1, "end", end, "0 to 1");
        require(end == 0 || schedule != Ramp.CONSTANT, "end", end, "0 or none beside schedule: constant");
        require(off >= 0, "off", off, "0 or more epochs");
    }

    /** Always there with weight 1. */
    static Share whole() {
        return new Share(1, Ramp.CONSTANT, 0, 0);
    }

    /** The weight at a moment of the run. */
    double at(Moment moment) {
        return moment.epoch() >= moment.epochs() - off ? 0 : weight * schedule.at(moment.progress(), end);
    }

    /** Whether it has a weight in any batch of an epoch, counted from 0. */
    boolean holds(int epoch, int epochs) {
        return weight > 0 && epoch < epochs - off;
    }

    /**
     * How far a run is.
     *
     * @param epoch counted from 0
     * @param progress of the steps, 0 to 1
     */
    public record Moment(int epoch, int epochs, double progress) {}

    static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
        }
    }
}
