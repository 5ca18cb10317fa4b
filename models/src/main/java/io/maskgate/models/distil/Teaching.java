package io.maskgate.models.distil;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What a teacher says about a batch, on the student's own grid: the same anchors, the same strides. All float32, without
 * gradient, in the caller's scope.
 *
 * @param classes logits {@code [N,A,2]}
 * @param foreground how sure the teacher is that there is a face at each anchor, {@code [N,A]}, 0 to 1
 * @param sides logits of the side distributions {@code [N,A,4*bins]} with the student's bins, where the teacher has them
 * @param points whether {@code sides} are single distances, each as the two bins around it, and no distributions: a
 *     temperature would flatten them to nothing
 * @param features the maps its head stands on by level, {@code [N,C,H,W]}; empty where it shows none
 */
public record Teaching(
        Tensor classes, Tensor foreground, Optional<Tensor> sides, boolean points, List<Tensor> features) {
    public Teaching {
        features = List.copyOf(features);
    }
}
