package io.maskgate.models.metrics;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Judges a detector picture by picture. Not thread-safe.
 *
 * <p>Average precision follows COCO: per class, detections by descending score, each matched to the free truth it
 * overlaps most, 101-point interpolation. One deviation: the limit on detections holds per picture, not per picture and
 * class.
 */
public final class DetectionEvaluator {
    /** The score at which precision and recall are stated: even odds, where scores are calibrated. */
    public static final float WORKING_SCORE = 0.5f;

    /** Detections below it do not count as having found a face in the face accuracy. */
    public static final float FACE_SCORE = 0.25f;

    /** From which on a gateway takes a detection for a face unless its {@code model.threshold} says otherwise. */
    public static final float GATEWAY_SCORE = 0.7f;

    /** As in COCO. */
    public static final int DEFAULT_LIMIT = 100;

    private static final double FACE_IOU = 0.5;

    private final int limit;
    private final EnumMap<MaskLabel, ClassTally> classes = new EnumMap<>(MaskLabel.class);
    private final FacesFound found = new FacesFound(FACE_SCORE);
    private final FacesFound foundByGateway = new FacesFound(GATEWAY_SCORE);
    private final EnumMap<FaceSize, OutcomeTally> sizeOutcomes = new EnumMap<>(FaceSize.class);
    private int pictures;

    public DetectionEvaluator() {
        this(DEFAULT_LIMIT);
    }

    /** @param limit detections counted per picture, the best ones; at least 1 */
    public DetectionEvaluator(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + " detections per picture, expected at least 1");
        }
        this.limit = limit;
        for (var label : MaskLabel.values()) {
            classes.put(label, new ClassTally());
        }
        for (var size : FaceSize.values()) {
            sizeOutcomes.put(size, new OutcomeTally());
        }
    }

    /**
     * Adds one picture.
     *
     * @param predictions in any order; equal scores count in the given order
     * @param truth every annotated face of the picture
     * @throws IllegalArgumentException when a score is not between 0 and 1
     */
    public void add(List<Detection> predictions, List<TruthFace> truth) {
        for (var prediction : predictions) {
            if (!(prediction.score() >= 0 && prediction.score() <= 1)) {
                throw new IllegalArgumentException(
                        "score of a prediction is " + prediction.score() + ", expected 0 to 1");
            }
        }
        var best = predictions.stream()
                .sorted(Comparator.comparingDouble(detection -> -detection.score()))
                .limit(limit)
                .toList();
        pictures++;
        classes.forEach((label, tally) -> tally.add(
                best.stream().filter(detection -> detection.label() == label).toList(),
                truth.stream().filter(face -> face.label() == label).toList()));
        addBySize(best, truth);
        found.add(best, truth);
        foundByGateway.add(best, truth);
    }

    /** The figures so far; more pictures may be added afterwards. */
    public DetectionReport report() {
        var byClass = new EnumMap<MaskLabel, ClassMetrics>(MaskLabel.class);
        classes.forEach((label, tally) -> byClass.put(label, tally.metrics()));
        var judged = byClass.values().stream()
                .filter(metrics -> metrics.truths() > 0)
                .toList();
        return new DetectionReport(
                pictures,
                byClass,
                judged.stream().mapToDouble(ClassMetrics::ap50).average().orElse(0),
                judged.stream().mapToDouble(ClassMetrics::ap5095).average().orElse(0),
                found.all(),
                found.bySize(),
                foundByGateway.all(),
                foundByGateway.bySize(),
                foundByGateway.wrong());
    }

    /** Every detection so far of each class, with what became of it. */
    public Map<MaskLabel, Outcomes> outcomes() {
        var outcomes = new EnumMap<MaskLabel, Outcomes>(MaskLabel.class);
        classes.forEach((label, tally) -> outcomes.put(label, tally.outcomes()));
        return outcomes;
    }

    /**
     * Every detection so far by size, whatever its label: that of the face it found, or its own where it found none.
     */
    public Map<FaceSize, Outcomes> outcomesBySize() {
        var outcomes = new EnumMap<FaceSize, Outcomes>(FaceSize.class);
        sizeOutcomes.forEach((size, tally) -> outcomes.put(size, tally.outcomes()));
        return outcomes;
    }

    private void addBySize(List<Detection> detections, List<TruthFace> truth) {
        truth.forEach(face -> outcomes(FaceSize.of(face.box())).truth());
        int[] matches = Matching.match(Matching.ious(detections, truth), truth.size(), FACE_IOU);
        for (int d = 0; d < matches.length; d++) {
            var detection = detections.get(d);
            boolean found = matches[d] != Matching.NONE;
            var box = found ? truth.get(matches[d]).box() : detection.box();
            outcomes(FaceSize.of(box)).detection(detection.score(), found);
        }
    }

    private OutcomeTally outcomes(FaceSize size) {
        return sizeOutcomes.computeIfAbsent(size, _ -> new OutcomeTally());
    }
}
