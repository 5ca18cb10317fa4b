package io.maskgate.daemon.rules;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.util.Optional;

/**
 * A face as the rules see it: a place, and how far it may move without having moved.
 *
 * <p>The place is the centre of the face. Only the face is detected, so that where its owner stands is not known; and the
 * centre is what jitters least, since a mask, a chin or a beard moves the lower edge of the box.
 *
 * @param sure whether it has been seen often enough to be a face
 * @param place px
 * @param margin px; nearer to an edge or a line than this decides nothing
 */
record Sight(String track, boolean sure, Optional<MaskLabel> label, Geometry.Vector place, double margin) {
    /** Share of the smaller side of the box, well above the jitter of a good detector. */
    private static final double MARGIN = 0.25;

    static Sight of(TrackView face, boolean sure, int width, int height) {
        Box box = face.box().clip(width, height);
        double side = Math.min(face.box().width(), face.box().height());
        return new Sight(
                face.id(), sure, face.label(), new Geometry.Vector(box.centerX(), box.centerY()), MARGIN * side);
    }
}
