package io.maskgate.models.damo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.net.Cost;
import io.maskgate.models.net.ParameterSpec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BeginningTest {
    private static ParameterSpec spec(Variant variant, String name) {
        return Cost.of(new DamoYolo(variant), 64, 64).specs().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void convolutionsStartUniformBetweenPlusAndMinusOneOverTheRootOfTheirInputs() {
        var kernel = spec(Variant.T, "neck.bu_conv13.conv.weight");
        float bound = (float) (1 / Math.sqrt(192 * 9));
        double squares = 0;
        float most = 0;
        float[] values = kernel.draw(new SplittableRandom(1));
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
            squares += (double) value * value;
        }
        assertThat(most).isLessThanOrEqualTo(bound * 1.0001f).isGreaterThan(0.99f * bound);
        assertThat(Math.sqrt(squares / values.length)).isCloseTo(bound / Math.sqrt(3), within(0.01 * bound));
    }

    @Test
    void theNanoVariantsStartAsTheirOwn() {
        var backbone = spec(Variant.NS, "backbone.block_list.2.block_list.1.conv.0.weight")
                .initial();
        assertThat(backbone.deviation()).isEqualTo(1 / 40f);
        assertThat(backbone.uniform()).isFalse();
        var down = spec(Variant.NS, "neck.bu_conv13.depthwise.weight").initial();
        assertThat(down.deviation()).isCloseTo((float) Math.sqrt(2 / (80 * 9.0)), within(1e-7f));
        assertThat(spec(Variant.NS, "backbone.block_list.0.conv.bn1.bias")
                        .initial()
                        .mean())
                .isEqualTo(1e-4f);
        assertThat(spec(Variant.NS, "backbone.block_list.0.conv.bn1.running_mean")
                        .initial()
                        .mean())
                .isZero();
        assertThat(spec(Variant.NS, "neck.merge_3.conv1.bn.bias").initial().mean())
                .isZero();
    }

    @Test
    void theHeadStartsSayingThatFacesAreRareAndItsScaleAloneOfTheSmallOnesDecays() {
        assertThat(spec(Variant.S, "head.gfl_cls.1.bias").initial().mean()).isEqualTo((float) -Math.log(99));
        assertThat(spec(Variant.S, "head.gfl_cls.1.weight").initial().deviation())
                .isEqualTo(0.01f);
        assertThat(spec(Variant.S, "head.scales.1.scale").decays()).isTrue();
        assertThat(spec(Variant.S, "head.gfl_reg.1.bias").decays()).isFalse();
        assertThat(spec(Variant.S, "neck.bu_conv13.bn.weight").decays()).isFalse();
    }
}
