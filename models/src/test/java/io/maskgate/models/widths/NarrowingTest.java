package io.maskgate.models.widths;

import static io.maskgate.models.widths.Networks.furthest;
import static io.maskgate.models.widths.Networks.predictions;
import static io.maskgate.models.widths.Networks.safetensors;
import static io.maskgate.models.widths.Networks.silence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.net.Elastic;
import io.maskgate.models.net.FineLightMask;
import io.maskgate.models.net.FineWidths;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.LightMaskWidths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NarrowingTest {
    private static final FineLightMask WIDE = new FineLightMask(FineWidths.of(LightMaskWidths.of(24)));

    @Test
    void channelsThatLetNothingThroughGoAndTheOutputsStayAsTheyWere() throws IOException {
        var weights = TestWeights.randomised(WIDE);
        var trace = ChannelTrace.of(WIDE, weights);
        var widths = new ArrayList<Integer>();
        var dead = new HashSet<Integer>();
        // Of every second map the first five, of the others none.
        for (int i = 0; i < trace.groups().size(); i++) {
            int[] group = trace.groups().get(i);
            int going = i % 2 == 0 ? 5 : 0;
            IntStream.of(group).limit(going).forEach(dead::add);
            widths.add(group.length - going);
        }
        silence(weights, trace, dead);
        var narrow = WIDE.withChannels(widths);

        var made = Narrowing.to(narrow.architecture()).of(safetensors(WIDE, weights));

        assertThat(made.metadata())
                .containsEntry("architecture", narrow.architecture())
                .containsEntry("pruned", "from lightmask-fine-n24")
                .as("what it was worth before")
                .doesNotContainKey("map50");
        var before = predictions(WIDE, weights);
        var after = predictions(narrow, made.values());
        // Only the order of summing may differ, by where the blocks of the convolution begin.
        assertThat(furthest(after.scores(), before.scores())).isLessThan(1e-6f);
        assertThat(furthest(after.boxes(), before.boxes())).as("px").isLessThan(1e-3f);
    }

    @Test
    void theSameWidthsLeaveTheWeightsAsTheyWere() {
        var weights = TestWeights.randomised(WIDE);
        Narrowing.to("lightmask-fine-n24")
                .of(safetensors(WIDE, weights))
                .values()
                .forEach((name, values) -> assertThat(values).as(name).isEqualTo(weights.get(name)));
    }

    @Test
    void whatIsWiderSomewhereIsRefusedNamingWhere() {
        var weights = safetensors(WIDE, TestWeights.randomised(WIDE));
        var widths = new ArrayList<>(WIDE.channels());
        widths.set(3, widths.get(3) + 1);
        assertThatThrownBy(() -> new Narrowing(WIDE.withChannels(widths)).of(weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("width 4 of 26: expected at most 128 channels, as lightmask-fine-n24 has, found 129");
    }

    @Test
    void anotherKindOfNetworkIsRefused() {
        Elastic other = new LightMask(24);
        var weights = safetensors(other, TestWeights.randomised(other));
        assertThatThrownBy(() -> new Narrowing(WIDE).of(weights))
                .hasMessage(
                        "the weights are of lightmask-n24, expected the kind of network that lightmask-fine-n24 is");
        assertThatThrownBy(() -> Narrowing.to("mobilenetv3-small-n16"))
                .hasMessage(
                        "architecture is mobilenetv3-small-n16, expected lightmask or lightmask-fine, whose widths can differ");
    }
}
