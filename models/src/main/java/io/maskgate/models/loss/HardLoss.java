package io.maskgate.models.loss;

import io.maskgate.models.data.Face;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.net.Network;
import java.util.List;

/** The loss of a batch against its labels. */
public sealed interface HardLoss permits DetectionLoss, AlignOtaLoss {
    /** The anchors of the input size it is for. */
    Anchors anchors();

    /**
     * The loss and its parts.
     *
     * @param faces of each picture, in pixels of the input
     * @param ignored regions whose anchors are not judged where nothing is assigned
     */
    DetectionLoss.Result of(Predictions.Flat predictions, List<List<Face>> faces, List<List<Face>> ignored);

    /** The loss of the network's {@link Network#objective()} at an input size. */
    static HardLoss of(Network network, int width, int height, LossWeights weights) {
        Anchors anchors = network.anchors(width, height);
        return switch (network.objective()) {
            case TASK_ALIGNED -> new DetectionLoss(anchors, network.bins(), TaskAlignedAssigner.standard(), weights);
            case ALIGN_OTA -> new AlignOtaLoss(anchors, network.bins(), AlignOtaAssigner.standard(), weights);
        };
    }
}
