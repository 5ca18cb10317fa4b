package io.maskgate.models.teacher;

import io.maskgate.models.data.Face;
import io.maskgate.models.data.SoftFace;
import io.maskgate.models.distil.Teaching;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.loss.TaskAlignedAssigner;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * From a detector's boxes to targets on the student's anchors, in the way its labels come there: each box takes the anchors
 * that fit it best (task alignment, with the student's own predictions), and each of these is to give the box's class
 * probabilities times its quality, so that a soft target means what a hard one does. Everywhere else is background, with
 * foreground 0.
 *
 * @param anchors of the student at the batch's input size
 * @param bins of the student's side distributions
 * @param confidence the least probability of a face that is taught
 * @param withSides whether distances are taught as well
 */
record BoxTargets(Anchors anchors, int bins, double confidence, boolean withSides) {
    private static final int CLASSES = 2;
    /** Logits stay finite: the least probability that is asked for, of a class and of a bin. */
    private static final float LEAST = 1e-3f;

    private static final float LEAST_BIN = 1e-4f;

    /**
     * The targets of a batch.
     *
     * @param student its predictions for the batch
     * @param views per view what the detector sees, pixels of the view
     */
    Teaching of(Predictions student, List<List<SoftFace>> views) {
        int count = anchors.count();
        int rows = views.size() * count;
        var classes = new float[rows * CLASSES];
        var foreground = new float[rows];
        var sides = new float[withSides ? rows * 4 * bins : 0];
        Arrays.fill(classes, logit(0));
        for (int n = 0; n < views.size(); n++) {
            var seen = views.get(n).stream()
                    .filter(face -> face.foreground() >= confidence)
                    .toList();
            var faces = seen.stream()
                    .map(f -> new Face(f.x0(), f.y0(), f.x1(), f.y1(), f.label()))
                    .toList();
            var assignment = TaskAlignedAssigner.standard()
                    .assign(
                            anchors,
                            student.scores(),
                            n * count * CLASSES,
                            CLASSES,
                            student.boxes(),
                            n * count * 4,
                            faces,
                            List.of());
            for (int a = 0; a < count; a++) {
                int face = assignment.face()[a];
                if (face >= 0) {
                    int row = n * count + a;
                    float quality = assignment.quality()[a];
                    classes[row * CLASSES] = logit(quality * seen.get(face).facemask());
                    classes[row * CLASSES + 1] = logit(quality * seen.get(face).noFacemask());
                    foreground[row] = seen.get(face).foreground();
                    if (withSides) {
                        distances(faces.get(face), a, sides, row * 4 * bins);
                    }
                }
            }
        }
        return new Teaching(
                Tensors.floats(classes, views.size(), count, CLASSES),
                Tensors.floats(foreground, views.size(), count),
                withSides ? Optional.of(Tensors.floats(sides, views.size(), count, 4L * bins)) : Optional.empty(),
                true,
                List.of());
    }

    private void distances(Face face, int a, float[] sides, int at) {
        float x = anchors.x()[a];
        float y = anchors.y()[a];
        float[] pixels = {x - face.x0(), y - face.y0(), face.x1() - x, face.y1() - y};
        for (int side = 0; side < 4; side++) {
            twoBins(pixels[side] / anchors.stride()[a], bins, sides, at + side * bins);
        }
    }

    /** Logits of a distance as the two bins around it, in the ratio of their nearness, as DFL wants it. */
    static void twoBins(float distance, int bins, float[] logits, int at) {
        float d = Math.clamp(distance, 0, bins - 1 - 0.01f);
        int low = (int) d;
        Arrays.fill(logits, at, at + bins, (float) Math.log(LEAST_BIN));
        logits[at + low] = (float) Math.log(Math.max(LEAST_BIN, low + 1 - d));
        logits[at + low + 1] = (float) Math.log(Math.max(LEAST_BIN, d - low));
    }

    static float logit(float probability) {
        double p = Math.clamp(probability, LEAST, 1 - LEAST);
        return (float) Math.log(p / (1 - p));
    }
}
