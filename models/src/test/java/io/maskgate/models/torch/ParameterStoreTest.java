package io.maskgate.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.net.Unit;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParameterStoreTest {
    /** One pointwise unit of 2 channels and a prediction. */
    private record OneUnit() implements Network {
        @Override
        public String architecture() {
            return "one-unit";
        }

        @Override
        public int bins() {
            return 1;
        }

        @Override
        public <T> List<Level<T>> forward(Backend<T> net, T image) {
            T y = net.predict("out", net.unit("a", image, Unit.pointwise(3, 2)), 2, 2, -4);
            return List.of(new Level<>(1, y, y, y));
        }
    }

    private final Cost cost = Cost.of(new OneUnit(), 4, 4);
    private final ParameterStore parameters = new ParameterStore(cost, 1);

    @AfterEach
    void close() {
        parameters.close();
    }

    @Test
    void freshValuesFollowTheSpecAndTheSeed() {
        var values = parameters.toMap();
        assertThat(values.get("a.bn.weight")).containsOnly(1);
        assertThat(values.get("a.bn.var")).containsOnly(1);
        assertThat(values.get("a.bn.mean")).containsOnly(0);
        assertThat(values.get("out.bias")).containsOnly(-4);
        assertThat(values.get("a.weight")).hasSize(6).doesNotContain(0);
        try (var same = new ParameterStore(cost, 1);
                var other = new ParameterStore(cost, 2)) {
            assertThat(same.toMap().get("a.weight")).isEqualTo(values.get("a.weight"));
            assertThat(other.toMap().get("a.weight")).isNotEqualTo(values.get("a.weight"));
        }
    }

    @Test
    void namedTensorsAreViewsOfTheFlatOnes() {
        try (var _ = new PointerScope()) {
            // 6 kernel values, 2 gains, 2 shifts, 4 kernel values, 2 biases
            assertThat(parameters.trainable().numel()).isEqualTo(16);
            assertThat(parameters.statistics().numel()).isEqualTo(4);
            Tensors.set(parameters.get("out.bias"), new float[] {8, 9});
            assertThat(Tensors.toFloats(parameters.trainable())).endsWith(8, 9);
            assertThat(Tensors.toFloats(parameters.decayMask()))
                    .containsExactly(1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0);
        }
    }

    @Test
    void backwardFillsTheFlatGradientAndAddsToIt() {
        for (int pass = 1; pass <= 2; pass++) {
            try (var _ = new PointerScope()) {
                torch.mul(parameters.get("out.bias"), Tensors.floats(new float[] {3, 5}, 2))
                        .sum()
                        .backward();
                assertThat(Tensors.toFloats(parameters.gradient())).endsWith(0, 3 * pass, 5 * pass);
            }
        }
    }

    @Test
    void trainingMovesTheRunningStatisticsAndInferenceDoesNot() {
        try (var _ = new PointerScope()) {
            var image = Tensors.floats(new float[3 * 16], 1, 3, 4, 4).add(new Scalar(0.5));
            new OneUnit().forward(new TorchBackend(parameters, false, torch.ScalarType.Float), image);
            assertThat(parameters.toMap().get("a.bn.mean")).containsOnly(0);

            new OneUnit().forward(new TorchBackend(parameters, true, torch.ScalarType.Float), image);
            var values = parameters.toMap();
            float[] kernel = values.get("a.weight");
            // momentum 0.03 of the batch's mean, which is half the sum of the kernel
            assertThat(values.get("a.bn.mean")[0])
                    .isCloseTo(0.03f * 0.5f * (kernel[0] + kernel[1] + kernel[2]), within(1e-6f));
        }
    }

    @Test
    void loadedValuesReplaceAllAndMisfitsAreRefused() {
        var values = parameters.toMap();
        values.put("out.bias", new float[] {1, 2});
        parameters.load(values);
        assertThat(parameters.toMap().get("out.bias")).containsExactly(1, 2);
        assertThatThrownBy(() -> parameters.load(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("weights do not fit the network: missing a.weight; missing a.bn.weight");
        assertThatThrownBy(() -> parameters.get("b.weight")).hasMessage("no parameter b.weight");
    }
}
