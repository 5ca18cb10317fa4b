package io.maskgate.models.evaluate;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.models.metrics.DetectionReport;
import io.maskgate.models.metrics.FaceSize;
import io.maskgate.models.metrics.Outcomes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an evaluation found.
 *
 * @param engine as the detector names it, with the precision
 * @param split the part of the data set that was judged
 * @param dataSha256 digest of picture names and labels
 * @param outcomes every detection of each class, with what became of it
 * @param outcomesBySize the same by size of the face, whatever the label
 * @param sources what is reported of the pictures of each source, where there are several
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
        Map<String, DetectionReport> sources,
        Map<MaskLabel, Outcomes> outcomes,
        Map<FaceSize, Outcomes> outcomesBySize,
        Milliseconds milliseconds) {
    public EvaluationResult {
        unreadable = List.copyOf(unreadable);
        sources = Collections.unmodifiableMap(new TreeMap<>(sources));
    }
}
