package io.maskgate.models.metrics;

import io.maskgate.hw.inference.MaskLabel;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an evaluation found. All figures are shares, 0 to 1.
 *
 * @param pictures pictures seen
 * @param classes an entry for every label, in class order
 * @param map50 mean of {@link ClassMetrics#ap50} over the classes that have truth; 0 when none has
 * @param map5095 mean of {@link ClassMetrics#ap5095} over the classes that have truth; 0 when none has
 * @param faces all faces, class-agnostic, found at {@link DetectionEvaluator#FACE_SCORE}
 * @param sizes the same by size of the annotated face; an entry for every size
 * @param gatewayFaces as {@code faces}, at {@link DetectionEvaluator#GATEWAY_SCORE}
 * @param gatewaySizes the same by size
 * @param gatewayFalse detections at that score that found no face of their label
 */
public record DetectionReport(
        int pictures,
        Map<MaskLabel, ClassMetrics> classes,
        double map50,
        double map5095,
        FaceMetrics faces,
        Map<FaceSize, FaceMetrics> sizes,
        FaceMetrics gatewayFaces,
        Map<FaceSize, FaceMetrics> gatewaySizes,
        int gatewayFalse) {
    public DetectionReport {
        classes = Collections.unmodifiableMap(new EnumMap<>(classes));
        sizes = Collections.unmodifiableMap(new EnumMap<>(sizes));
        gatewaySizes = Collections.unmodifiableMap(new EnumMap<>(gatewaySizes));
        if (classes.size() != MaskLabel.values().length || sizes.size() != FaceSize.values().length) {
            throw new IllegalArgumentException("report has classes " + classes.keySet() + " and sizes " + sizes.keySet()
                    + ", expected all of them");
        }
    }

    /** Share of found faces whose label is right. */
    public double faceAccuracy() {
        return faces.accuracy();
    }

    /** Share of annotated faces found, whatever the label. */
    public double faceRecall() {
        return faces.recall();
    }

    public double ap50(MaskLabel label) {
        return of(label).ap50();
    }

    public ClassMetrics of(MaskLabel label) {
        var metrics = classes.get(label);
        if (metrics == null) {
            throw new IllegalStateException("no metrics of " + label);
        }
        return metrics;
    }
}
