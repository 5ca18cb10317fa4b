package io.maskgate.models.widths;

import static io.maskgate.models.widths.Networks.furthest;
import static io.maskgate.models.widths.Networks.predictions;
import static io.maskgate.models.widths.Networks.safetensors;
import static io.maskgate.models.widths.Networks.silence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Elastic;
import io.maskgate.models.net.FineLightMask;
import io.maskgate.models.net.FineWidths;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.LightMaskWidths;
import io.maskgate.models.net.MobileNetV3Small;
import java.io.IOException;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PruningTest {
    static Stream<Elastic> networks() {
        return Stream.of(new LightMask(24), new FineLightMask(FineWidths.of(LightMaskWidths.of(24))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void channelsThatLetNothingThroughGoAndTheOutputsStayAsTheyWere(Elastic network) throws IOException {
        var weights = TestWeights.randomised(network);
        var trace = ChannelTrace.of(network, weights);
        var random = new SplittableRandom(3);
        int all = trace.groups().stream().mapToInt(group -> group.length).sum();
        var dead = new HashSet<Integer>();
        trace.groups()
                .forEach(group -> IntStream.of(group)
                        .filter(_ -> random.nextDouble() < 0.25)
                        .forEach(dead::add));
        silence(weights, trace, dead);

        var pruned = new Pruning((double) dead.size() / all, 1).of(safetensors(network, weights));

        var smaller = Architectures.named(pruned.metadata().get("architecture"));
        assertThat(smaller).isInstanceOf(network.getClass());
        assertThat(((Elastic) smaller)
                        .channels().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(all - dead.size());
        var before = predictions(network, weights);
        var after = predictions(smaller, pruned.values());
        // Only the order of summing may differ, by where the blocks of the convolution begin.
        assertThat(furthest(after.scores(), before.scores())).isLessThan(1e-6f);
        assertThat(furthest(after.boxes(), before.boxes())).isLessThan(1e-4f);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theGroupsAreTheWidthsInTheOrderOfTheName(Elastic usual) {
        var network = usual.withChannels(
                IntStream.range(9, 9 + usual.channels().size()).boxed().toList());
        var groups = ChannelTrace.of(network, TestWeights.randomised(network)).groups();
        assertThat(groups.stream().map(group -> group.length)).isEqualTo(network.channels());
    }

    @Test
    void noMapFallsBelowThreeTenthsAndAllKeepAMultipleOfEight() {
        var network = LightMask.standard();
        var pruned = new Pruning(0.9, 8).of(safetensors(network, TestWeights.randomised(network)));
        var widths = ((LightMask) Architectures.named(pruned.metadata().get("architecture"))).widths();
        assertThat(widths.list()).allSatisfy(width -> assertThat(width % 8).isZero());
        assertThat(widths.neck().down3()).isBetween(24, 64);
        assertThat(widths.backbone().stages().get(2).out()).isBetween(80, 256);
        assertThat(pruned.metadata())
                .containsEntry("pruned", "0.900 of lightmask-n64")
                .as("what it was worth before")
                .doesNotContainKey("map50");
    }

    @Test
    void nothingTakenLeavesTheNetworkAsItWas() {
        var whole = safetensors(LightMask.standard(), TestWeights.randomised(LightMask.standard()));
        var pruned = new Pruning(0, 8).of(whole);
        assertThat(pruned.metadata()).containsEntry("architecture", "lightmask-n64");
        pruned.tensors()
                .forEach((name, entry) -> assertThat(entry.values())
                        .as(name)
                        .isEqualTo(whole.tensors().get(name).values()));
    }

    /** By hand: of a standard normal half the square passes; 2 F(1) + f(1) = 2 * 0.841345 + 0.241971. */
    @Test
    void theEnergyOfAnActivationIsItsMeanSquare() {
        assertThat(ChannelTrace.energy(1, 0, Activation.RELU)).isEqualTo(0.5, within(1e-6));
        assertThat(ChannelTrace.energy(-1, 1, Activation.RELU)).isEqualTo(1.924661, within(1e-5));
        assertThat(ChannelTrace.energy(0, 2, Activation.RELU)).isEqualTo(4);
        assertThat(ChannelTrace.energy(0, -2, Activation.RELU)).isZero();
        assertThat(ChannelTrace.energy(2, 1, Activation.NONE)).isEqualTo(5);
    }

    @Test
    void aNetworkOfFixedWidthsIsRefused() {
        var network = new MobileNetV3Small(16);
        var weights = safetensors(network, TestWeights.randomised(network));
        assertThatThrownBy(() -> new Pruning(0.2, 8).of(weights))
                .hasMessage(
                        "architecture is mobilenetv3-small-n16, expected lightmask or lightmask-fine, whose widths can differ");
        assertThatThrownBy(() -> new Pruning(1, 8)).hasMessage("ratio: expected 0 to below 1, found 1.0");
    }
}
