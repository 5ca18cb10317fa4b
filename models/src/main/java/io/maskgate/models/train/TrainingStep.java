package io.maskgate.models.train;

import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.data.Batch;
import io.maskgate.models.distil.Distiller;
import io.maskgate.models.distil.Knowledge;
import io.maskgate.models.distil.Share;
import io.maskgate.models.loss.DetectionLoss;
import io.maskgate.models.loss.HardLoss;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Network;
import io.maskgate.models.teacher.Classroom;
import io.maskgate.models.teacher.Question;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * From a batch to gradients: the student's answer, its loss against the labels, what it learns from its teachers.
 *
 * @param backend over the student's parameters
 * @param views the recipe of the batches
 */
record TrainingStep(
        Recipe recipe,
        Network network,
        TorchBackend backend,
        Classroom classroom,
        Distiller distiller,
        AugmentRecipe views,
        HardLoss loss) {
    static TrainingStep of(
            Recipe recipe,
            Network network,
            TorchBackend backend,
            Classroom classroom,
            Distiller distiller,
            AugmentRecipe views) {
        var loss = HardLoss.of(network, views.width(), views.height(), recipe.loss());
        return new TrainingStep(recipe, network, backend, classroom, distiller, views, loss);
    }

    /**
     * The losses of a batch, before the weights of {@link io.maskgate.models.distil.Distillation}.
     *
     * @param total of all, weighted: what was propagated back
     */
    record Losses(DetectionLoss.Result labels, double hard, Knowledge knowledge, double total) {
        /** For a message: the tensor in the labels' result is gone by then. */
        String text() {
            return "total %s: hard %s (box %s, class %s, dfl %s), %s"
                    .formatted(total, hard, labels.box(), labels.classes(), labels.distribution(), knowledge);
        }
    }

    /** Adds the batch's gradients to those the parameters hold. */
    Losses backward(Batch batch, Share.Moment moment) throws IOException {
        try (var _ = new PointerScope()) {
            var bytes = Tensors.bytes(batch.pixels(), batch.faces().size(), views.height(), views.width(), 3);
            var levels = network.forward(backend, backend.image(bytes));
            var flat = Predictions.flatten(levels);
            var labels = loss.of(flat, batch.faces(), batch.ignored());
            var outcome = learn(batch, moment, bytes, levels, flat);
            var total = labels.total().mul(new Scalar(recipe.distillation().hardAt(moment)));
            if (outcome.total().isPresent()) {
                total = total.add(outcome.total().get());
            }
            total.backward();
            return new Losses(labels, labels.total().item_float(), outcome.parts(), total.item_float());
        }
    }

    private Distiller.Outcome learn(
            Batch batch, Share.Moment moment, Tensor bytes, List<Network.Level<Tensor>> levels, Predictions.Flat flat)
            throws IOException {
        // A teacher that nobody listens to any more need not speak.
        if (!recipe.distillation().listensAt(moment)) {
            return Distiller.Outcome.NOTHING;
        }
        var anchors = loss.anchors();
        var question = new Question(
                batch,
                views,
                recipe.distillation().replay().views(batch.epoch()),
                bytes,
                anchors,
                network.bins(),
                Predictions.of(flat, anchors, network.bins()));
        return distiller.of(levels, flat.classes(), flat.sides(), classroom.teach(question), moment);
    }
}
