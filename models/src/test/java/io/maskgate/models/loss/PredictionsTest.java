package io.maskgate.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.net.Anchors;
import io.maskgate.models.net.Network;
import io.maskgate.models.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    @Test
    void uniformSidesReachHalfTheBinsEachWay() {
        var anchors = Anchors.of(32, 32);
        try (var _ = new PointerScope()) {
            var flat = new Predictions.Flat(
                    Tensors.floats(new float[42], 1, 21, 2), Tensors.floats(new float[21 * 64], 1, 21, 64));
            var predictions = Predictions.of(flat, anchors, 16);
            assertThat(predictions.scores()).containsOnly(0.5f);
            // the last anchor: centre 16, stride 32, 7.5 strides each way
            float[] last = Arrays.copyOfRange(predictions.boxes(), 80, 84);
            for (int i = 0; i < 4; i++) {
                assertThat(last[i]).isCloseTo(i < 2 ? 16 - 240 : 16 + 240, within(1e-3f));
            }
        }
    }

    @Test
    void levelsAreJoinedAnchorByAnchor() {
        try (var _ = new PointerScope()) {
            // channel 0 holds 0, 1, 2, 3 row by row, channel 1 holds 10, 11, 12, 13
            var map = Tensors.floats(new float[] {0, 1, 2, 3, 10, 11, 12, 13}, 1, 2, 2, 2);
            var one = Tensors.floats(new float[] {4, 14}, 1, 2, 1, 1);
            var flat = Predictions.flatten(
                    List.of(new Network.Level<>(8, map, map, map), new Network.Level<>(16, one, one, one)));
            assertThat(Tensors.toFloats(flat.classes())).containsExactly(0, 10, 1, 11, 2, 12, 3, 13, 4, 14);
        }
    }
}
