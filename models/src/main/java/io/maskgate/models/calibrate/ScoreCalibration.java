package io.maskgate.models.calibrate;

import io.maskgate.models.metrics.Outcomes;

/**
 * A straight line through the logits of one class, under which a score is the share of detections that are right: Platt
 * scaling (Platt, "Probabilistic outputs for support vector machines", 1999). It keeps their order.
 *
 * @param slope factor of the logit, above 0
 * @param offset added to it
 */
public record ScoreCalibration(double slope, double offset) {
    private static final int LEAST = 20;
    private static final int STEPS = 100;
    private static final double DONE = 1e-10;

    public ScoreCalibration {
        if (!(slope > 0) || !Double.isFinite(slope) || !Double.isFinite(offset)) {
            throw new IllegalArgumentException("slope " + slope + ", offset " + offset
                    + ": expected a rising line; the scores do not tell right from wrong");
        }
    }

    /**
     * The line of greatest likelihood, by Newton's method. Targets are drawn in from 0 and 1 as Platt does it, so that
     * scores which tell right from wrong perfectly have a finite line too.
     *
     * @throws IllegalArgumentException when there are too few detections of either outcome to say anything
     */
    public static ScoreCalibration fit(Outcomes outcomes) {
        int hits = outcomes.hits();
        int misses = outcomes.count() - hits;
        if (hits < LEAST || misses < LEAST) {
            throw new IllegalArgumentException("expected at least " + LEAST + " right and " + LEAST
                    + " wrong detections, found " + hits + " and " + misses + ": take more pictures");
        }
        double right = (hits + 1.0) / (hits + 2.0);
        double wrong = 1 / (misses + 2.0);
        double slope = 1;
        double offset = 0;
        for (int step = 0; step < STEPS; step++) {
            double gs = 0;
            double go = 0;
            double hss = 0;
            double hso = 0;
            double hoo = 0;
            for (int i = 0; i < outcomes.count(); i++) {
                double x = logit(outcomes.scores()[i]);
                double p = 1 / (1 + Math.exp(-(slope * x + offset)));
                double error = p - (outcomes.right()[i] ? right : wrong);
                double weight = Math.max(p * (1 - p), 1e-12);
                gs += error * x;
                go += error;
                hss += weight * x * x;
                hso += weight * x;
                hoo += weight;
            }
            double determinant = hss * hoo - hso * hso;
            double dSlope = (hoo * gs - hso * go) / determinant;
            double dOffset = (hss * go - hso * gs) / determinant;
            // A full step can overshoot from far away; one unit of logit is far enough at a time.
            double shorten = Math.min(1, 1 / Math.max(Math.abs(dSlope), Math.abs(dOffset)));
            slope -= shorten * dSlope;
            offset -= shorten * dOffset;
            if (Math.abs(dSlope) + Math.abs(dOffset) < DONE) {
                break;
            }
        }
        return new ScoreCalibration(slope, offset);
    }

    /** What a score becomes. */
    public double apply(double score) {
        return 1 / (1 + Math.exp(-(slope * logit(score) + offset)));
    }

    /** What takes this line back. */
    public ScoreCalibration inverse() {
        return new ScoreCalibration(1 / slope, -offset / slope);
    }

    private static double logit(double score) {
        double inside = Math.clamp(score, 1e-6, 1 - 1e-6);
        return Math.log(inside / (1 - inside));
    }
}
