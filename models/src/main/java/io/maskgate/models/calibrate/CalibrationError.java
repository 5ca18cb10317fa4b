package io.maskgate.models.calibrate;

import io.maskgate.models.metrics.Outcomes;
import java.util.function.DoubleUnaryOperator;

/**
 * Expected calibration error: by how much the scores miss the share that is right, over ten bins of scores, weighted by
 * the detections in each (Guo et al., arXiv:1706.04599, eq. 3; on detections as Küppers et al., arXiv:2004.13546).
 */
public final class CalibrationError {
    private static final int BINS = 10;

    private CalibrationError() {}

    /**
     * The error, 0 to 1.
     *
     * @param change what is done to a score first
     * @param least detections of less than this are left out, after the change
     */
    public static double of(Outcomes outcomes, DoubleUnaryOperator change, double least) {
        var said = new double[BINS];
        var right = new double[BINS];
        int counted = 0;
        for (int i = 0; i < outcomes.count(); i++) {
            double score = change.applyAsDouble(outcomes.scores()[i]);
            if (score >= least) {
                int bin = Math.min(BINS - 1, (int) (score * BINS));
                said[bin] += score;
                right[bin] += outcomes.right()[i] ? 1 : 0;
                counted++;
            }
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(said[bin] - right[bin]);
        }
        return counted == 0 ? 0 : error / counted;
    }
}
