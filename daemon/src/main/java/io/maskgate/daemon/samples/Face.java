package io.maskgate.daemon.samples;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import java.util.List;
import java.util.Optional;

/**
 * One tracked face in one look.
 *
 * @param track its id
 * @param label settled by the track's vote; empty while it is not
 * @param facemask score the detector gave for facemask in this look, 0 where it named none
 * @param noFacemask the same for no facemask
 */
record Face(String track, Box box, Optional<MaskLabel> label, double facemask, double noFacemask) {
    /** Boxes that overlap so far are one face. */
    private static final float ONE_FACE = 0.5f;

    /** Empty where the detector did not see the face in this look. */
    static Optional<Face> of(String track, Box box, Optional<MaskLabel> label, List<Detection> found) {
        var own = found.stream()
                .filter(detection -> detection.box().iou(box) >= ONE_FACE)
                .toList();
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Face(track, box, label, best(own, MaskLabel.FACEMASK), best(own, MaskLabel.NO_FACEMASK)));
    }

    private static double best(List<Detection> found, MaskLabel label) {
        return found.stream()
                .filter(detection -> detection.label() == label)
                .mapToDouble(Detection::score)
                .max()
                .orElse(0);
    }

    /** How surely it is a face. */
    double score() {
        return Math.max(facemask, noFacemask);
    }

    /** What this look alone says. */
    MaskLabel look() {
        return facemask >= noFacemask ? MaskLabel.FACEMASK : MaskLabel.NO_FACEMASK;
    }
}
