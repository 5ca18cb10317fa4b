package io.maskgate.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostTest {
    /** Pointwise 3 to 8, depthwise with stride 2, prediction of 2. */
    private record Small() implements Network {
        @Override
        public String architecture() {
            return "small";
        }

        @Override
        public int bins() {
            return 1;
        }

        @Override
        public <T> List<Level<T>> forward(Backend<T> net, T image) {
            T x = net.unit("a", image, Unit.pointwise(3, 8));
            x = net.unit("b", x, Unit.depthwise(8, 2));
            return List.of(new Level<>(2, net.predict("c", x, 8, 2, -1), x, x));
        }
    }

    @Test
    void countsParametersAndMultiplyAddsAsByHand() {
        var cost = Cost.of(new Small(), 10, 6);

        // a: 3 * 8 and 2 * 8 of the normalisation; b: 9 * 8 and 2 * 8; c: 8 * 2 and 2
        assertThat(cost.parameters()).isEqualTo(24 + 16 + 72 + 16 + 16 + 2);
        // a on 10 x 6, b and c on 5 x 3
        assertThat(cost.macs()).isEqualTo(24 * 60 + 72 * 15 + 16 * 15);
        assertThat(cost.gflops()).isEqualTo(2 * 2760 / 1e9);
    }

    @Test
    void namesEachTensorWithShapeAndRole() {
        assertThat(Cost.of(new Small(), 10, 6).specs())
                .extracting(ParameterSpec::name, ParameterSpec::shape, ParameterSpec::trainable, ParameterSpec::decays)
                .contains(
                        tuple("b.weight", List.of(8, 1, 3, 3), true, true),
                        tuple("b.bn.weight", List.of(8), true, false),
                        tuple("b.bn.var", List.of(8), false, false),
                        tuple("c.bias", List.of(2), true, false));
    }

    @Test
    void anInvertedResidualOfLightMaskHasTheParametersOfItsThreeConvolutions() {
        long block = Cost.of(LightMask.standard(), 640, 384).specs().stream()
                .filter(spec -> spec.name().startsWith("stage8.0.") && spec.trainable())
                .mapToLong(ParameterSpec::size)
                .sum();
        // 64 -> 128 -> 128 depthwise -> 64, each with gain and shift per channel
        assertThat(block).isEqualTo(64 * 128 + 2 * 128 + 9 * 128 + 2 * 128 + 128 * 64 + 2 * 64);
    }

    @Test
    void lightMaskStaysWithinItsBudget() {
        var cost = Cost.of(LightMask.standard(), 640, 384);
        assertThat(cost.parameters()).isEqualTo(741_782).isLessThan(1_200_000);
        assertThat(cost.gflops()).isBetween(1.0, 2.0);
    }

    /** At 320 x 320: what a level of stride 4 adds, by hand, less what that of stride 32 had. */
    @Test
    void aFineLightMaskHasFourTimesTheCellsForASeventhMoreWork() {
        var fine = Cost.of(Architectures.named("lightmask-fine-n64"), 320, 320);
        var plain = Cost.of(LightMask.standard(), 320, 320);

        long cells = 80 * 80;
        long level = 40 * 40 * 64 * 32 // reduce3
                + cells * 32 * 32 // lateral2
                + cells * (9 * 32 + 32 * 32) // down2
                + 2 * cells * (9 * 32 + 32 * 32) // towers
                + cells * 32 * (2 + 64); // predictions
        long deepest = 10
                * 10
                * (9 * 64 // shrink4
                        + 128 * 64 // up5.mix
                        + 2 * (9 * 64 + 64 * 64) // up5.0 and up5.1
                        + 2 * (9 * 64 + 64 * 64) // towers
                        + 64 * (2 + 64)); // predictions
        assertThat(fine.macs()).isEqualTo(plain.macs() + level - deepest);
        assertThat(fine.macs() / (double) plain.macs()).isBetween(1.14, 1.15);
    }

    @Test
    void aNetworkOfOtherChannelsIsRefusedByTheLayersName() {
        Network wrong = new Network() {
            @Override
            public String architecture() {
                return "wrong";
            }

            @Override
            public int bins() {
                return 1;
            }

            @Override
            public <T> List<Level<T>> forward(Backend<T> net, T image) {
                net.unit("neck", image, Unit.pointwise(5, 8));
                return List.of();
            }
        };
        assertThatThrownBy(() -> Cost.of(wrong, 32, 32)).hasMessage("neck expects 5 channels, found 3");
    }

    @Test
    void aTensorThatIsTurnedAboutHasAsManyValuesAndIsNamedByItsShape() {
        var cost = Cost.of(new Small(), 10, 6);
        var shapes = new HashMap<String, List<Integer>>();
        cost.specs().forEach(spec -> shapes.put(spec.name(), spec.shape()));
        cost.checkShapes(shapes);

        shapes.put("a.weight", List.of(3, 8, 1, 1));
        shapes.remove("c.bias");
        assertThatThrownBy(() -> cost.checkShapes(shapes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights do not fit the network: a.weight: expected [8, 3, 1, 1], found [3, 8, 1, 1]; "
                        + "missing c.bias");
    }

    @Test
    void weightsThatDoNotFitAreListedAllAtOnce() {
        var weights = new HashMap<String, float[]>();
        var cost = Cost.of(new Small(), 10, 6);
        cost.specs().forEach(spec -> weights.put(spec.name(), new float[spec.size()]));
        cost.check(weights);

        weights.put("c.bias", new float[3]);
        weights.remove("a.weight");
        weights.put("d.weight", new float[1]);
        assertThatThrownBy(() -> cost.check(weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights do not fit the network: missing a.weight; c.bias: expected [2], found 3 values; "
                        + "extra d.weight");
    }
}
