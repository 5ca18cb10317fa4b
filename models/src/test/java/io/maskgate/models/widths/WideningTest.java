package io.maskgate.models.widths;

import static io.maskgate.models.widths.Networks.furthest;
import static io.maskgate.models.widths.Networks.predictions;
import static io.maskgate.models.widths.Networks.safetensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Elastic;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.MobileNetV3Small;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideningTest {
    @ParameterizedTest
    @CsvSource({
        "lightmask-n24, 1.25",
        "lightmask-n24, 2",
        "lightmask-n24, 2.5",
        "lightmask-fine-n24, 1.25",
        "lightmask-fine-n24, 2"
    })
    void aWiderNetworkComputesTheSame(String architecture, double factor) throws IOException {
        var network = (Elastic) Architectures.named(architecture);
        var weights = TestWeights.randomised(network);

        var wide = new Widening(factor, 1).of(safetensors(network, weights));

        var wider = Architectures.named(wide.metadata().get("architecture"));
        assertThat(channels((Elastic) wider)).isGreaterThan((int) (channels(network) * (factor - 0.2)));
        var before = predictions(network, weights);
        var after = predictions(wider, wide.values());
        // Sums of shares and of more terms round differently.
        assertThat(furthest(after.scores(), before.scores())).isLessThan(1e-5f);
        assertThat(furthest(after.boxes(), before.boxes())).isLessThan(1e-3f);
    }

    private static int channels(Elastic network) {
        return network.channels().stream().mapToInt(Integer::intValue).sum();
    }

    /** Who reads two copies in equal parts would train them equally for ever. */
    @Test
    void noTwoCopiesAreReadAlike() {
        var network = LightMask.standard();
        var wide = new Widening(2, 1).of(safetensors(network, TestWeights.randomised(network)));
        float[] kernel = Objects.requireNonNull(wide.values().get("stem.1.weight"));

        // 32 channels of the stem by 3 x 3 for each of 64: copies stand side by side.
        for (int channel = 0; channel < 32; channel += 2) {
            float[] one = Arrays.copyOfRange(kernel, channel * 9, channel * 9 + 9);
            float[] other = Arrays.copyOfRange(kernel, channel * 9 + 9, channel * 9 + 18);
            assertThat(one).isNotEqualTo(other);
            double share = one[0] / (one[0] + other[0]);
            assertThat(share).isBetween(0.34, 0.66);
            assertThat(IntStream.range(0, 9))
                    .allSatisfy(i -> assertThat(one[i] / (one[i] + other[i])).isCloseTo((float) share, within(1e-4f)));
        }
    }

    @Test
    void twiceTheUsualWidthsHaveTheirName() {
        var network = LightMask.standard();
        var wide = new Widening(1, 1).of(safetensors(network, TestWeights.randomised(network)));
        assertThat(wide.metadata()).containsEntry("architecture", "lightmask-n64");
        var twice = new Widening(2, 1).of(safetensors(network, TestWeights.randomised(network)));
        assertThat(twice.metadata().get("architecture")).startsWith("lightmask-w32.64.");
        assertThat(twice.metadata()).containsEntry("widened", "2.000 of lightmask-n64");
    }

    @Test
    void whatCannotBeIsRefused() {
        var network = new MobileNetV3Small(16);
        var weights = safetensors(network, TestWeights.randomised(network));
        assertThatThrownBy(() -> new Widening(2, 1).of(weights))
                .hasMessage(
                        "architecture is mobilenetv3-small-n16, expected lightmask or lightmask-fine, whose widths can differ");
        assertThatThrownBy(() -> new Widening(0.5, 1)).hasMessage("factor: expected 1 to 4, found 0.5");
    }
}
