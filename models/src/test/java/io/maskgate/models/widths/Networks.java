package io.maskgate.models.widths;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.fixtures.TestPictures;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;

/** Weights as files, and what networks make of them. */
final class Networks {
    private static final int SIDE = 96;

    private Networks() {}

    static Safetensors safetensors(Network network, Map<String, float[]> weights) {
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        Cost.of(network, 64, 64)
                .specs()
                .forEach(spec ->
                        tensors.put(spec.name(), new Safetensors.Entry(spec.shape(), weights.get(spec.name()))));
        return new Safetensors(Map.of("architecture", network.architecture(), "map50", "0.9"), tensors);
    }

    /** Lets nothing through of these channels: neither gain nor shift. */
    static void silence(Map<String, float[]> weights, ChannelTrace trace, Set<Integer> dead) {
        trace.ends().forEach((layer, ends) -> {
            if (weights.containsKey(layer + ".bn.weight")) {
                for (int i = 0; i < ends.out().length; i++) {
                    if (dead.contains(trace.root(ends.out()[i]))) {
                        weights.get(layer + ".bn.weight")[i] = 0;
                        weights.get(layer + ".bn.bias")[i] = 0;
                    }
                }
            }
        });
    }

    static Predictions predictions(Network network, Map<String, float[]> weights) throws IOException {
        var pixels = TestPictures.pixels(1, SIDE, SIDE);
        try (var parameters = new ParameterStore(Cost.of(network, SIDE, SIDE), 1);
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            parameters.load(weights);
            var backend = new TorchBackend(parameters, false, torch.ScalarType.Float);
            var image = backend.image(Tensors.bytes(pixels, 1, SIDE, SIDE, 3));
            return Predictions.of(
                    Predictions.flatten(network.forward(backend, image)), network.anchors(SIDE, SIDE), network.bins());
        }
    }

    static float furthest(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        float most = 0;
        for (int i = 0; i < a.length; i++) {
            assertThat(Float.isFinite(a[i])).isTrue();
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }
}
