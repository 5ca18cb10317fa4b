package io.maskgate.models.metrics;

import java.util.ArrayList;
import java.util.List;

/** Detections one after the other, with whether each found a face. */
final class OutcomeTally {
    private final List<Float> scores = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private int truths;

    void truth() {
        truths++;
    }

    void detection(float score, boolean found) {
        scores.add(score);
        right.add(found);
    }

    Outcomes outcomes() {
        var values = new float[scores.size()];
        var found = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = scores.get(i);
            found[i] = right.get(i);
        }
        return new Outcomes(values, found, truths);
    }
}
