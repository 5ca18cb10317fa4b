package io.maskgate.models.metrics;

import java.util.Collection;

/** Counts of faces found whatever their label. */
final class FaceTally {
    private int truths;
    private int matched;
    private int correct;

    void truth() {
        truths++;
    }

    void matched(boolean labelRight) {
        matched++;
        if (labelRight) {
            correct++;
        }
    }

    FaceMetrics metrics() {
        return new FaceMetrics(truths, matched, correct);
    }

    static FaceMetrics total(Collection<FaceTally> tallies) {
        int truths = 0;
        int matched = 0;
        int correct = 0;
        for (var tally : tallies) {
            truths += tally.truths;
            matched += tally.matched;
            correct += tally.correct;
        }
        return new FaceMetrics(truths, matched, correct);
    }
}
