package io.maskgate.models.teacher;

import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Side distributions over one network's anchors and bins, carried over to another's.
 *
 * <p>Where both are alike, nothing happens. Otherwise a distribution cannot be kept, since its bins mean other distances:
 * each side becomes the two bins around its expected distance from the other's anchor.
 */
record SideGrid(Anchors anchors, int bins) {
    /** Whether distributions stay distributions there. */
    boolean keeps(Anchors toAnchors, int toBins) {
        return bins == toBins && Arrays.equals(anchors.x(), toAnchors.x()) && Arrays.equals(anchors.y(), toAnchors.y());
    }

    /**
     * Carries them over.
     *
     * @param sides logits {@code [N,A,4*bins]}
     * @return logits {@code [N,A,4*toBins]}
     * @throws IllegalArgumentException when the grids have different cells
     */
    Tensor to(Anchors toAnchors, int toBins, Tensor sides) {
        if (!Arrays.equals(anchors.stride(), toAnchors.stride())) {
            throw new IllegalArgumentException("the teacher has " + anchors.count() + " anchors, the student "
                    + toAnchors.count() + ": expected the same cells");
        }
        if (keeps(toAnchors, toBins)) {
            return sides;
        }
        int count = anchors.count();
        var distances = Tensors.toFloats(Predictions.distances(sides.reshape(-1, 4, bins), bins));
        var logits = new float[distances.length * toBins];
        for (int i = 0; i < distances.length; i++) {
            int a = i / 4 % count;
            float moved =
                    (i % 2 == 0 ? toAnchors.x()[a] - anchors.x()[a] : toAnchors.y()[a] - anchors.y()[a])
                            / anchors.stride()[a];
            float distance = i % 4 < 2 ? distances[i] + moved : distances[i] - moved;
            BoxTargets.twoBins(distance, toBins, logits, i * toBins);
        }
        return Tensors.floats(logits, sides.size(0), count, 4L * toBins);
    }
}
