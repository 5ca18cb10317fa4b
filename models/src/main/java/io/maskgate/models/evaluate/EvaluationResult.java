package io.maskgate.models.evaluate;

import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.models.metrics.DetectionReport;
import java.util.List;

/**
 * What an evaluation found.
 *
 * @param engine as the detector names it, with the precision
 * @param split the part of the data set that was judged
 * @param dataSha256 digest of picture names and labels
 * @param unreadable pictures that were not judged, and why
 */
public record EvaluationResult(
        ModelInfo model,
        String engine,
        int threads,
        String split,
        String dataSha256,
        List<String> unreadable,
        DetectionReport report,
        Milliseconds milliseconds) {
    public EvaluationResult {
        unreadable = List.copyOf(unreadable);
    }
}
