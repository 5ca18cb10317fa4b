package io.maskgate.models.metrics;

/**
 * Faces found whatever their label, and how often the label of a found one is right.
 *
 * @param truths annotated faces
 * @param matched those a detection was matched to
 * @param correct matched ones whose detection carries the annotated label
 */
public record FaceMetrics(int truths, int matched, int correct) {
    public FaceMetrics {
        if (correct < 0 || matched < correct || truths < matched) {
            throw new IllegalArgumentException("faces: " + truths + " truths, " + matched + " matched, " + correct
                    + " correct; expected truths >= matched >= correct >= 0");
        }
    }

    /** Share of annotated faces found; 0 when there are none. */
    public double recall() {
        return truths == 0 ? 0 : (double) matched / truths;
    }

    /** Share of found faces with the right label; 0 when none was found. */
    public double accuracy() {
        return matched == 0 ? 0 : (double) correct / matched;
    }
}
