package io.maskgate.models.train;

import io.maskgate.models.distil.Knowledge;
import io.maskgate.models.loss.DetectionLoss;

/** Means of the loss's parts over the batches so far. */
public final class LossMeter {
    private double hard;
    private Knowledge knowledge = Knowledge.NONE;
    private double box;
    private double classes;
    private double distribution;
    private long positives;
    private int batches;

    void add(DetectionLoss.Result result, double hardLoss, Knowledge more) {
        hard += hardLoss;
        knowledge = knowledge.plus(more);
        box += result.box();
        classes += result.classes();
        distribution += result.distribution();
        positives += result.positives();
        batches++;
    }

    /** The whole loss against the labels, before its weight. */
    public double hard() {
        return hard / batches;
    }

    /** What was learnt from teachers, each kind before its weight. */
    public Knowledge knowledge() {
        return knowledge.times(1.0 / batches);
    }

    public double box() {
        return box / batches;
    }

    public double classes() {
        return classes / batches;
    }

    public double distribution() {
        return distribution / batches;
    }

    public double positives() {
        return (double) positives / batches;
    }
}
