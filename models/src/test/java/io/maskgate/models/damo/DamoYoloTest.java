package io.maskgate.models.damo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds each variant against the numbers of the original, all with the same weights by formula. */
class DamoYoloTest {
    private static final List<String> SIZES = List.of("640x640", "416x416", "320x320");

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @Test
    void theFormulaOfTheWeightsIsTheOneTheNumbersWereMadeWith() {
        assertThat(Original.uniform(0, 0)).isEqualTo(0.47622969350777566);
        assertThat(Original.uniform(20000, 12345)).isEqualTo(0.5492692447733134);
        var numbers = Original.numbers("damoyolo-ns");
        var weights = Original.weights(numbers);
        for (var tensor : numbers.get("tensors")) {
            double sum = 0;
            for (float value : weights.getOrDefault(tensor.get(0).asText(), new float[0])) {
                sum += value;
            }
            assertThat(sum).isCloseTo(tensor.get(5).asDouble(), within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tensorsHaveTheOriginalsNamesAndShapes(Variant variant) {
        var numbers = numbers(variant);
        var network = new DamoYolo(variant);
        assertThat(shapes(network)).containsExactlyInAnyOrderEntriesOf(Original.shapes(numbers.get("tensors")));

        var merged = shapes(network.deployed());
        assertThat(merged)
                .containsAllEntriesOf(Original.shapes(numbers.get("merged").get("tensors")));
        assertThat(merged.keySet()).noneMatch(name -> name.contains("rbr_dense") || name.contains("rbr_1x1"));
    }

    @ParameterizedTest
    @EnumSource
    void parametersAndMultiplyAddsAreTheOriginals(Variant variant) {
        var numbers = numbers(variant);
        for (String size : SIZES) {
            int side = Integer.parseInt(size.substring(0, 3));
            var cost = Cost.of(new DamoYolo(variant), side, side);
            assertThat(cost.parameters()).isEqualTo(numbers.get("parameters").asLong());
            assertThat(cost.macs()).isEqualTo(numbers.get("macs").get(size).asLong());
            var merged = Cost.of(new DamoYolo(variant, true), side, side);
            assertThat(merged.parameters())
                    .isEqualTo(numbers.get("merged").get("parameters").asLong());
            assertThat(merged.macs())
                    .isEqualTo(numbers.get("merged").get("macs").get(size).asLong());
        }
    }

    @ParameterizedTest
    @EnumSource
    void mapsLogitsScoresAndBoxesAreTheOriginals(Variant variant) {
        var numbers = numbers(variant);
        var weights = Original.weights(numbers);
        var network = new DamoYolo(variant);
        var merged = new DamoYolo(variant, true);
        try (var whole = store(network, weights);
                var fused = store(merged, network.deployed(weights))) {
            for (String size : cases(variant)) {
                var expected = numbers.get("cases").get(size);
                int height = expected.get("height").asInt();
                int width = expected.get("width").asInt();
                try (var _ = new PointerScope();
                        var _ = new NoGradGuard()) {
                    var backend = new TorchBackend(whole, false, torch.ScalarType.Float);
                    var image = Original.pictures(1, height, width);
                    backbone(variant, backend, image, expected.get("maps"));
                    var levels = network.forward(backend, image);
                    for (var level : levels) {
                        check(level.feature(), expected.get("maps").get("neck.stride" + level.stride()), 1e-3);
                    }
                    var flat = Predictions.flatten(levels);
                    check(flat.classes(), expected.get("maps").get("cls_logits.all"), 1e-3);
                    check(flat.sides(), expected.get("maps").get("reg_logits.all"), 1e-3);
                    var found = predictions(network, levels, width, height);
                    checkDecoded(found, expected);
                    var single = new TorchBackend(fused, false, torch.ScalarType.Float);
                    checkMerged(predictions(merged, merged.forward(single, image), width, height), found);
                }
            }
        }
    }

    /** The oblong picture for one variant of each kind of neck; the others differ in channels and lengths alone. */
    private static List<String> cases(Variant variant) {
        return variant == Variant.T || variant == Variant.NS ? List.of("256x256", "192x320") : List.of("256x256");
    }

    private static void backbone(Variant variant, TorchBackend backend, Tensor image, JsonNode maps) {
        var features = new Backbones<>(new Parts<>(backend, false), variant).run(backend.times(image, 255));
        for (int i = 0; i < features.size(); i++) {
            check(features.get(i), maps.get("backbone.stride" + Network.STRIDES.get(i)), 1e-3);
        }
    }

    /** Samples and statistics, within a share of the map's own deviation. */
    private static void check(Tensor map, JsonNode expected, double tolerance) {
        float[] values = Tensors.toFloats(map);
        double deviation = expected.get("std").asDouble();
        int[] index = Original.ints(expected.get("index"));
        float[] samples = Original.floats(expected.get("value"));
        for (int i = 0; i < index.length; i++) {
            assertThat((double) values[index[i]]).isCloseTo(samples[i], within(tolerance * deviation));
        }
        double sum = 0;
        double squares = 0;
        float least = Float.MAX_VALUE;
        float most = -Float.MAX_VALUE;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        double mean = sum / values.length;
        assertThat(mean).isCloseTo(expected.get("mean").asDouble(), within(tolerance * deviation));
        assertThat(Math.sqrt(squares / values.length - mean * mean))
                .isCloseTo(deviation, within(tolerance * deviation));
        assertThat((double) least).isCloseTo(expected.get("min").asDouble(), within(tolerance * deviation));
        assertThat((double) most).isCloseTo(expected.get("max").asDouble(), within(tolerance * deviation));
    }

    private static void checkDecoded(Predictions found, JsonNode expected) {
        assertThat(found.scores()).hasSize(2 * expected.get("priors").asInt());
        int[] index = Original.ints(expected.get("index"));
        for (int i = 0; i < index.length; i++) {
            for (int k = 0; k < 2; k++) {
                assertThat(found.scores()[2 * index[i] + k])
                        .isCloseTo((float) expected.get("scores").get(i).get(k).asDouble(), within(1e-4f));
            }
            for (int k = 0; k < 4; k++) {
                assertThat(found.boxes()[4 * index[i] + k])
                        .isCloseTo((float) expected.get("boxes").get(i).get(k).asDouble(), within(0.02f));
            }
        }
    }

    private static void checkMerged(Predictions merged, Predictions whole) {
        for (int i = 0; i < whole.scores().length; i++) {
            assertThat(merged.scores()[i]).isCloseTo(whole.scores()[i], within(1e-4f));
        }
        for (int i = 0; i < whole.boxes().length; i++) {
            assertThat(merged.boxes()[i]).isCloseTo(whole.boxes()[i], within(0.02f));
        }
    }

    private static Predictions predictions(Network network, List<Network.Level<Tensor>> levels, int width, int height) {
        return Predictions.of(Predictions.flatten(levels), network.anchors(width, height), network.bins());
    }

    private static ParameterStore store(Network network, Map<String, float[]> weights) {
        var store = new ParameterStore(Cost.of(network, 64, 64), 1);
        store.load(weights);
        return store;
    }

    private static JsonNode numbers(Variant variant) {
        return Original.numbers("damoyolo-" + variant.text());
    }

    private static Map<String, List<Integer>> shapes(Network network) {
        var shapes = new LinkedHashMap<String, List<Integer>>();
        for (ParameterSpec spec : Cost.of(network, 64, 64).specs()) {
            shapes.put(spec.name(), spec.shape());
        }
        return shapes;
    }
}
