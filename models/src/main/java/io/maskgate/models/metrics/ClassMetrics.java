package io.maskgate.models.metrics;

/**
 * The figures of one class.
 *
 * @param ap50 average precision at IoU 0.50; 0 when the class has no truth
 * @param ap5095 mean of the average precisions at IoU 0.50, 0.55, ... 0.95; 0 when the class has no truth
 * @param truths annotated faces of this class
 * @param predictions detections of this class, whatever their score
 * @param confident detections at or above {@link DetectionEvaluator#WORKING_SCORE}
 * @param hits confident detections matched to a truth at IoU 0.50
 */
public record ClassMetrics(double ap50, double ap5095, int truths, int predictions, int confident, int hits) {
    /** Share of confident detections that are right; 0 when there are none. */
    public double precision() {
        return confident == 0 ? 0 : (double) hits / confident;
    }

    /** Share of truths that a confident detection found; 0 when there are none. */
    public double recall() {
        return truths == 0 ? 0 : (double) hits / truths;
    }
}
