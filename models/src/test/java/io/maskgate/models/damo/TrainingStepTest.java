package io.maskgate.models.damo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.models.loss.DetectionLoss;
import io.maskgate.models.loss.HardLoss;
import io.maskgate.models.loss.LossWeights;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Cost;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The original's first steps of training: whole network with batch statistics, its loss, gradients, SGD with Nesterov. */
class TrainingStepTest {
    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @Test
    void theNanoVariantTrainsAsTheOriginal() {
        compare(Variant.NS, 1e-3, 1e-4, 2);
    }

    /** Looser, since at a ReLU's kink the last bit decides whether a gradient passes. */
    @Test
    void theTinyVariantTrainsAsTheOriginal() {
        compare(Variant.T, 0.05, 1e-2, 1);
    }

    @Test
    void theSmallVariantTrainsAsTheOriginal() {
        compare(Variant.S, 0.05, 1e-2, 1);
    }

    /**
     * Compares steps.
     *
     * @param gradientTolerance of the norms of the parameters' gradients in the first step, relative: for 98 of 100, a fifth
     *     of it for half of them, twice of it for each
     * @param lossTolerance of the losses after the first step, relative
     */
    private static void compare(Variant variant, double gradientTolerance, double lossTolerance, int steps) {
        var numbers = Original.numbers("train-" + variant.text());
        var network = new DamoYolo(variant);
        var weights = Original.weights(Original.numbers("damoyolo-" + variant.text()));
        var override = numbers.get("override");
        String stem = override.get("name").asText();
        weights.computeIfPresent(
                stem,
                (_, old) -> Original.fill(
                        override.get("t").asInt(),
                        override.get("a").asDouble(),
                        override.get("b").asDouble(),
                        old.length));
        try (var store = new ParameterStore(Cost.of(network, 64, 64), 1);
                var _ = new PointerScope()) {
            store.load(weights);
            var image = Original.pictures(2, 256, 256);
            var momentum = torch.zeros_like(store.trainable());
            for (int step = 0; step < steps; step++) {
                var expected = numbers.get("steps").get(step);
                var loss = backward(network, store, image, numbers);
                checkLoss(loss, expected, step == 0 ? 1e-4 : lossTolerance);
                if (step == 0) {
                    checkGradients(store, numbers.get("gradients"), gradientTolerance);
                    checkNorms(store, numbers.get("statistics"), 1e-4);
                }
                descend(store, momentum, numbers.get("optimiser"), step == 0);
                if (step == 0) {
                    checkNorms(store, numbers.get("after"), 2e-5);
                }
            }
        }
    }

    private static DetectionLoss.Result backward(
            DamoYolo network, ParameterStore store, Tensor image, JsonNode numbers) {
        var backend = new TorchBackend(store, true, torch.ScalarType.Float);
        var flat = Predictions.flatten(network.forward(backend, image));
        var loss = HardLoss.of(network, 256, 256, new LossWeights(2, 1, 0.25, 2))
                .of(flat, Original.faces(numbers), List.of(List.of(), List.of()));
        loss.total().backward();
        return loss;
    }

    private static void checkLoss(DetectionLoss.Result found, JsonNode expected, double tolerance) {
        var loss = expected.get("loss");
        assertThat(found.positives()).isEqualTo(expected.get("num_pos").asInt());
        relative("total", found.total().item_double(), loss.get("total_loss").asDouble(), tolerance);
        relative("class", found.classes(), loss.get("loss_cls").asDouble(), 5 * tolerance);
        relative("box", 2 * found.box(), loss.get("loss_bbox").asDouble(), 5 * tolerance);
        relative(
                "distribution",
                0.25 * found.distribution(),
                loss.get("loss_dfl").asDouble(),
                5 * tolerance);
    }

    private static void checkGradients(ParameterStore store, JsonNode expected, double tolerance) {
        var errors = new ArrayList<Double>();
        for (var row : expected) {
            String name = row.get(0).asText();
            double norm = row.get(1).asDouble();
            var gradient = store.get(name).grad();
            if (norm > 1e-3) {
                double error = Math.abs(norm(gradient) - norm) / norm;
                assertThat(error).as(name).isLessThan(2 * tolerance);
                errors.add(error);
                float[] values = Tensors.toFloats(gradient);
                for (int i = 0; i < row.get(2).size(); i++) {
                    assertThat((double) values[i])
                            .as("gradient %d of %s", i, name)
                            .isCloseTo(row.get(2).get(i).asDouble(), within(2 * tolerance * norm));
                }
            } else {
                assertThat(norm(gradient)).as(name).isLessThan(2e-3);
            }
        }
        assertThat(errors).hasSizeGreaterThan(expected.size() * 9 / 10);
        Collections.sort(errors);
        assertThat(errors.get(errors.size() * 98 / 100)).isLessThan(tolerance);
        assertThat(errors.get(errors.size() / 2)).isLessThan(tolerance / 5);
    }

    private static void checkNorms(ParameterStore store, JsonNode expected, double tolerance) {
        for (var row : expected) {
            relative(
                    row.get(0).asText(),
                    norm(store.get(row.get(0).asText())),
                    row.get(1).asDouble(),
                    tolerance);
        }
    }

    private static double norm(Tensor tensor) {
        double squares = 0;
        for (float value : Tensors.toFloats(tensor)) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static void relative(String what, double found, double expected, double tolerance) {
        assertThat(found).as(what).isCloseTo(expected, within(tolerance * Math.abs(expected)));
    }

    /** PyTorch's SGD: {@code v = momentum v + g, p -= rate (g + momentum v)}, at first {@code v = g}. */
    private static void descend(ParameterStore store, Tensor velocity, JsonNode optimiser, boolean first) {
        double momentum = optimiser.get("momentum").asDouble();
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            var values = store.trainable();
            var decay = torch.mul(values, store.decayMask())
                    .mul(new Scalar(optimiser.get("weight_decay").asDouble()));
            var gradient = store.gradient().add(decay);
            velocity.mul_(new Scalar(first ? 0 : momentum)).add_(gradient);
            var change = gradient.add(velocity.mul(new Scalar(momentum)));
            values.sub_(change, new Scalar(optimiser.get("lr").asDouble()));
            store.gradient().zero_();
        }
    }
}
