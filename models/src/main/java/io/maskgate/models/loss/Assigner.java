package io.maskgate.models.loss;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import java.util.ArrayList;
import java.util.List;

/** Decides which anchor learns which face of a picture. */
sealed interface Assigner permits TaskAlignedAssigner, AlignOtaAssigner {
    /**
     * Assigns the anchors of one picture.
     *
     * @param scores predicted probabilities {@code [A, classes]}, row-major from {@code scoreOffset}
     * @param boxes predicted corners {@code [A, 4]} in pixels, from {@code boxOffset}
     * @param ignored anchors in these and assigned to nothing are not judged
     */
    Assignment assign(
            Anchors anchors,
            float[] scores,
            int scoreOffset,
            int classes,
            float[] boxes,
            int boxOffset,
            List<Face> faces,
            List<Face> ignored);

    /** Assigns each picture of a batch of {@code classes} by its predictions. */
    default List<Assignment> assign(
            Anchors anchors, Predictions decoded, int classes, List<List<Face>> faces, List<List<Face>> ignored) {
        var assignments = new ArrayList<Assignment>();
        for (int n = 0; n < faces.size(); n++) {
            int at = n * anchors.count();
            assignments.add(assign(
                    anchors,
                    decoded.scores(),
                    at * classes,
                    classes,
                    decoded.boxes(),
                    at * 4,
                    faces.get(n),
                    ignored.get(n)));
        }
        return assignments;
    }
}
