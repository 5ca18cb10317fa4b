package io.maskgate.daemon.tracking;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One face in one frame with what the detector says for either label.
 *
 * @param facemask score for facemask, 0 where the detector named none
 * @param noFacemask score for no facemask, 0 where the detector named none
 */
record Observation(Box box, double facemask, double noFacemask) {
    /** Overlap from which two boxes are one face. Class-wise NMS leaves a box per label on a doubtful face. */
    private static final float SAME_FACE = 0.55f;

    static Observation of(Detection detection) {
        return detection.label() == MaskLabel.FACEMASK
                ? new Observation(detection.box(), detection.score(), 0)
                : new Observation(detection.box(), 0, detection.score());
    }

    /**
     * The faces of a frame, best first: boxes on one face are merged into the mean of their boxes weighted by score
     * (weighted boxes fusion, Solovyev et al., 2021) and the best score of each label.
     */
    static List<Observation> merge(List<Detection> detections) {
        List<Detection> sorted = detections.stream()
                .sorted(Comparator.comparing(Detection::score).reversed())
                .toList();
        var merged = new ArrayList<Observation>();
        for (Detection detection : sorted) {
            Observation next = of(detection);
            int same = merged.size() - 1;
            while (same >= 0 && merged.get(same).box.iou(next.box) <= SAME_FACE) {
                same--;
            }
            if (same >= 0) {
                merged.set(same, merged.get(same).with(next));
            } else {
                merged.add(next);
            }
        }
        return List.copyOf(merged);
    }

    /** Score of the likelier label: how surely this is a face. */
    double score() {
        return Math.max(facemask, noFacemask);
    }

    /** The likelier label. */
    MaskLabel label() {
        return facemask >= noFacemask ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK;
    }

    /** By how much it is likelier, 0 to 1. */
    double margin() {
        return Math.abs(facemask - noFacemask);
    }

    private Observation with(Observation other) {
        double total = score() + other.score();
        float share = total > 0 ? (float) (other.score() / total) : 0;
        var mean = new Box(
                box.x0() + share * (other.box.x0() - box.x0()),
                box.y0() + share * (other.box.y0() - box.y0()),
                box.x1() + share * (other.box.x1() - box.x1()),
                box.y1() + share * (other.box.y1() - box.y1()));
        return new Observation(mean, Math.max(facemask, other.facemask), Math.max(noFacemask, other.noFacemask));
    }
}
