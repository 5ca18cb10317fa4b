package io.maskgate.models.metrics;

/**
 * What became of every detection of one class, in the order they came.
 *
 * @param scores 0 to 1
 * @param right whether each found a face of its class at an IoU of 0.5 or more that no better one had taken
 * @param truths annotated faces of the class
 */
public record Outcomes(float[] scores, boolean[] right, int truths) {
    public Outcomes {
        if (scores.length != right.length) {
            throw new IllegalArgumentException(
                    "expected as many scores as outcomes, found " + scores.length + " and " + right.length);
        }
    }

    public int count() {
        return scores.length;
    }

    /** Detections that found a face. */
    public int hits() {
        int hits = 0;
        for (boolean each : right) {
            hits += each ? 1 : 0;
        }
        return hits;
    }
}
