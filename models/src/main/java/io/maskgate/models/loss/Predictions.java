package io.maskgate.models.loss;

import io.maskgate.models.net.Anchors;
import io.maskgate.models.net.Network;
import io.maskgate.models.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Decoded predictions of a batch, in Java's memory.
 *
 * @param scores probabilities {@code [N,A,2]}
 * @param boxes corners {@code [N,A,4]} in input pixels, not cut to the picture
 */
public record Predictions(float[] scores, float[] boxes) {
    /** All levels joined, float32: classes {@code [N,A,2]} and sides {@code [N,A,4*bins]} logits. */
    public record Flat(Tensor classes, Tensor sides) {}

    /** Joins the levels, anchors in the order of {@link Anchors}. */
    public static Flat flatten(List<Network.Level<Tensor>> levels) {
        var classes = levels.stream().map(level -> rows(level.classes())).toArray(Tensor[]::new);
        var sides = levels.stream().map(level -> rows(level.sides())).toArray(Tensor[]::new);
        return new Flat(Tensors.concat(1, classes), Tensors.concat(1, sides));
    }

    private static Tensor rows(Tensor map) {
        return map.permute(0, 2, 3, 1).reshape(map.size(0), -1, map.size(1)).to(torch.ScalarType.Float);
    }

    public static Predictions of(Flat logits, Anchors anchors, int bins) {
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            var scores = Tensors.toFloats(torch.sigmoid(logits.classes()));
            var distances = Tensors.toFloats(distances(logits.sides().reshape(-1, 4, bins), bins));
            return new Predictions(scores, corners(distances, anchors));
        }
    }

    /** Expected distance of each side in strides: {@code [M,4,bins]} logits to {@code [M,4]}. */
    public static Tensor distances(Tensor sides, int bins) {
        var values = torch.arange(new Scalar(bins)).to(torch.ScalarType.Float);
        // Not a matrix product: BLAS threads spin between calls and take the cores from everybody else.
        return torch.mul(torch.softmax(sides, 2), values).sum(2);
    }

    private static float[] corners(float[] d, Anchors anchors) {
        var boxes = new float[d.length];
        for (int i = 0; i < d.length / 4; i++) {
            int a = i % anchors.count();
            float stride = anchors.stride()[a];
            boxes[4 * i] = anchors.x()[a] - d[4 * i] * stride;
            boxes[4 * i + 1] = anchors.y()[a] - d[4 * i + 1] * stride;
            boxes[4 * i + 2] = anchors.x()[a] + d[4 * i + 2] * stride;
            boxes[4 * i + 3] = anchors.y()[a] + d[4 * i + 3] * stride;
        }
        return boxes;
    }
}
