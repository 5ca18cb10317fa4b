package io.maskgate.models.train;

import io.maskgate.models.loss.DetectionLoss;

/** Means of the loss's parts over the batches so far. */
public final class LossMeter {
    private double box;
    private double classes;
    private double distribution;
    private long positives;
    private int batches;

    void add(DetectionLoss.Result result) {
        box += result.box();
        classes += result.classes();
        distribution += result.distribution();
        positives += result.positives();
        batches++;
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
