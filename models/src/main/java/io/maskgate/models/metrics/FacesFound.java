package io.maskgate.models.metrics;

import io.maskgate.hw.inference.Detection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The faces found by detections of a score or more, by size and whatever their label. */
final class FacesFound {
    private static final double IOU = 0.5;

    private final float score;
    private int wrong;
    private final EnumMap<FaceSize, FaceTally> sizes = new EnumMap<>(FaceSize.class);

    FacesFound(float score) {
        this.score = score;
        for (var size : FaceSize.values()) {
            sizes.put(size, new FaceTally());
        }
    }

    /** @param detections of one picture, the best first */
    void add(List<Detection> detections, List<TruthFace> truth) {
        var counted = detections.stream()
                .filter(detection -> detection.score() >= score)
                .toList();
        for (var face : truth) {
            tally(face).truth();
        }
        wrong += counted.size();
        int[] matches = Matching.match(Matching.ious(counted, truth), truth.size(), IOU);
        for (int d = 0; d < matches.length; d++) {
            if (matches[d] != Matching.NONE) {
                var face = truth.get(matches[d]);
                boolean right = counted.get(d).label() == face.label();
                tally(face).matched(right);
                wrong -= right ? 1 : 0;
            }
        }
    }

    private FaceTally tally(TruthFace face) {
        return sizes.computeIfAbsent(FaceSize.of(face.box()), _ -> new FaceTally());
    }

    FaceMetrics all() {
        return FaceTally.total(sizes.values());
    }

    /** Detections that found no face of their label. */
    int wrong() {
        return wrong;
    }

    Map<FaceSize, FaceMetrics> bySize() {
        var bySize = new EnumMap<FaceSize, FaceMetrics>(FaceSize.class);
        sizes.forEach((size, tally) -> bySize.put(size, tally.metrics()));
        return bySize;
    }
}
