package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each effect comes by its own probability of the recipe; flat pictures and chequers tell which it was. */
class EffectChanceTest {
    private static final int SIDE = 64;
    private static final int SEEDS = 20;

    /** Of one view: its colours, and how much of it is as it was. */
    private record Look(Set<Integer> colours, double unchanged) {}

    @Test
    void blurAndLowResolutionLeaveAFlatPictureAsItIs() {
        assertThat(flat(recipe(0, 1, 0, 0, 0, 0)))
                .allSatisfy(look -> assertThat(look.unchanged()).isEqualTo(1));
        assertThat(flat(recipe(0, 0, 0, 1, 0, 0)))
                .allSatisfy(look -> assertThat(look.unchanged()).isEqualTo(1));
    }

    @Test
    void lowResolutionTakesAChequerAwayAndBlurLeavesItFainter() {
        assertThat(fadedChequers(recipe(0, 1, 0, 0, 0, 0))).isZero();
        assertThat(fadedChequers(recipe(0, 0, 0, 1, 0, 0))).isGreaterThan(SEEDS / 2);
    }

    @Test
    void withoutColourGroundIsItsLuma() {
        // .213 * 32 + .715 * 48 + .072 * 64 = 45.7
        assertThat(flat(recipe(1, 0, 0, 0, 0, 0)))
                .allSatisfy(look -> assertThat(look.colours()).containsExactly(0x2e2e2e));
    }

    @Test
    void noiseHasMoreColoursThanAnythingElse() {
        assertThat(flat(recipe(0, 0, 1, 0, 0, 0)))
                .allSatisfy(look -> assertThat(look.colours()).hasSizeGreaterThan(200));
    }

    @Test
    void aGradientHasFewColoursAndLeavesLittleAsItIs() {
        assertThat(flat(recipe(0, 0, 0, 0, 1, 0))).allSatisfy(look -> {
            // A gain from 0.4 to 1.4 has no more steps than 32, 48 and 64 together.
            assertThat(look.colours()).hasSizeBetween(2, 145);
            assertThat(look.unchanged()).isLessThan(0.5);
        });
    }

    @Test
    void anOccluderLeavesMostAsItIs() {
        // Three at most, each at most 0.3 of both sides.
        assertThat(flat(recipe(0, 0, 0, 0, 0, 1)))
                .allSatisfy(
                        look -> assertThat(look.unchanged()).isGreaterThan(0.7).isLessThan(1));
    }

    private static AugmentRecipe recipe(
            float grayscale, float blur, float noise, float lowResolution, float gradient, float occluder) {
        return new AugmentRecipe(
                SIDE,
                SIDE,
                0,
                1,
                1,
                1,
                1,
                0,
                0,
                0,
                0,
                grayscale,
                blur,
                noise,
                lowResolution,
                gradient,
                0,
                0,
                occluder,
                0,
                0);
    }

    private static List<Look> flat(AugmentRecipe recipe) {
        var augmenter = Scenes.augmenter(new Scenes().add(SIDE, SIDE).store(), recipe);
        var looks = new ArrayList<Look>();
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] pixels = augmenter.view(new SplittableRandom(seed), 0).pixels();
            var colours = new HashSet<Integer>();
            int unchanged = 0;
            for (int i = 0; i < SIDE * SIDE; i++) {
                int colour = Scenes.pixel(pixels, SIDE, i % SIDE, i / SIDE);
                colours.add(colour);
                unchanged += colour == Scenes.GROUND ? 1 : 0;
            }
            looks.add(new Look(colours, (double) unchanged / (SIDE * SIDE)));
        }
        return looks;
    }

    /** In how many views of a chequer of single pixels neighbours in its middle are the same. */
    private static int fadedChequers(AugmentRecipe recipe) {
        var rgb = new byte[SIDE * SIDE * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((i / 3 % SIDE + i / 3 / SIDE) % 2 == 0 ? 200 : 100);
        }
        var augmenter = Scenes.augmenter(new Scenes().add(rgb, SIDE, SIDE).store(), recipe);
        int faded = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] pixels = augmenter.view(new SplittableRandom(seed), 0).pixels();
            faded += Scenes.pixel(pixels, SIDE, 31, 32) == Scenes.pixel(pixels, SIDE, 32, 32) ? 1 : 0;
        }
        return faded;
    }
}
