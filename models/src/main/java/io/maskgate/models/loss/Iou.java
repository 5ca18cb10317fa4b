package io.maskgate.models.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Overlap losses on pairs of boxes {@code [P,4]}, x0 y0 x1 y1 in pixels. */
final class Iou {
    private static final double EPSILON = 1e-7;
    /** Floor of the areas GIoU divides by, square pixels, as in DAMO-YOLO. */
    private static final double LEAST_AREA = 1e-6;

    private Iou() {}

    /**
     * {@code 1 - CIoU} (arXiv:1911.08287, eq. 10): overlap, distance of the centres over the enclosing diagonal, and
     * agreement of the aspect ratios.
     *
     * @return {@code [P]}
     */
    static Tensor ciouLoss(Tensor predicted, Tensor target) {
        var w1 = side(predicted, 0);
        var h1 = side(predicted, 1);
        var w2 = side(target, 0);
        var h2 = side(target, 1);
        var intersection = torch.mul(common(predicted, target, 0), common(predicted, target, 1));
        var union = torch.mul(w1, h1).add(torch.mul(w2, h2)).sub(intersection).add(new Scalar(EPSILON));
        var iou = intersection.div(union);

        var diagonal = square(span(predicted, target, 0))
                .add(square(span(predicted, target, 1)))
                .add(new Scalar(EPSILON));
        var distance = square(centre(predicted, 0).sub(centre(target, 0)))
                .add(square(centre(predicted, 1).sub(centre(target, 1))))
                .div(diagonal);
        var aspect = square(torch.atan(w2.div(h2.add(new Scalar(EPSILON))))
                        .sub(torch.atan(w1.div(h1.add(new Scalar(EPSILON))))))
                .mul(new Scalar(4 / (Math.PI * Math.PI)));
        Tensor alpha;
        try (var _ = new NoGradGuard()) {
            alpha = aspect.div(aspect.sub(iou).add(new Scalar(1 + 1e-7)));
        }
        return iou.neg().add(new Scalar(1)).add(distance).add(torch.mul(aspect, alpha));
    }

    /**
     * {@code 1 - GIoU} (arXiv:1902.09630, eq. 3): overlap less the share of the enclosing box that neither covers.
     *
     * @return {@code [P]}
     */
    static Tensor giouLoss(Tensor predicted, Tensor target) {
        var intersection = torch.mul(common(predicted, target, 0), common(predicted, target, 1));
        var union = torch.mul(side(predicted, 0), side(predicted, 1))
                .add(torch.mul(side(target, 0), side(target, 1)))
                .sub(intersection)
                .clamp_min(new Scalar(LEAST_AREA));
        var enclosing = torch.mul(span(predicted, target, 0), span(predicted, target, 1))
                .clamp_min(new Scalar(LEAST_AREA));
        var empty = enclosing.sub(union).div(enclosing);
        return intersection.div(union).neg().add(new Scalar(1)).add(empty);
    }

    private static Tensor at(Tensor boxes, int column) {
        return boxes.select(1, column);
    }

    private static Tensor side(Tensor boxes, int axis) {
        return at(boxes, axis + 2).sub(at(boxes, axis));
    }

    private static Tensor centre(Tensor boxes, int axis) {
        return at(boxes, axis + 2).add(at(boxes, axis)).mul(new Scalar(0.5));
    }

    private static Tensor common(Tensor a, Tensor b, int axis) {
        // Not relu, whose gradient is 0 at 0: boxes that touch are to be pulled together.
        return torch.minimum(at(a, axis + 2), at(b, axis + 2))
                .sub(torch.maximum(at(a, axis), at(b, axis)))
                .clamp_min(new Scalar(0.0));
    }

    private static Tensor span(Tensor a, Tensor b, int axis) {
        return torch.maximum(at(a, axis + 2), at(b, axis + 2)).sub(torch.minimum(at(a, axis), at(b, axis)));
    }

    private static Tensor square(Tensor x) {
        return torch.mul(x, x);
    }
}
