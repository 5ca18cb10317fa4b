package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EffectsTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    @Test
    void withoutSaturationAColourBecomesItsLuma() {
        byte[] rgb = {(byte) 200, 100, 50};

        ColourEffects.multiply(rgb, ColourEffects.matrix(0, 0, 1));

        // .213 * 200 + .715 * 100 + .072 * 50 = 117.7
        assertThat(rgb).containsExactly(118, 118, 118);
    }

    @Test
    void turningTheHueKeepsGreyAndBrightnessScalesIt() {
        byte[] rgb = {80, 80, 80};

        ColourEffects.multiply(rgb, ColourEffects.matrix(0.2f, 1.3f, 1.5f));

        assertThat(rgb).containsExactly(120, 120, 120);
    }

    @Test
    void anUnchangedMatrixIsTheIdentity() {
        byte[] rgb = {1, (byte) 254, 77};

        ColourEffects.multiply(rgb, ColourEffects.matrix(0, 1, 1));

        assertThat(rgb).containsExactly(1, (byte) 254, 77);
    }

    @Test
    void blurAndLowResolutionLeaveAFlatPictureFlat() {
        for (int i = 0; i < 30; i++) {
            var canvas = new Canvas(50, 40);
            SoftEffects.blur(canvas, RANDOM);
            SoftEffects.lowResolution(canvas, RANDOM);
            assertThat(canvas.pixels).containsOnly(114);
        }
    }

    @Test
    void blurKeepsTheMeanOfASpot() {
        for (int i = 0; i < 30; i++) {
            var canvas = new Canvas(50, 40);
            for (int c = 0; c < 3; c++) {
                canvas.pixels[(20 * 50 + 25) * 3 + c] = (byte) 239;
            }
            SoftEffects.blur(canvas, RANDOM);
            long sum = 0;
            for (byte value : canvas.pixels) {
                sum += (value & 255) - 114;
            }
            assertThat(canvas.pixels[(20 * 50 + 25) * 3] & 255).isLessThan(160);
            // 125 a channel, less what rounding down loses over at most 25 pixels
            assertThat(sum / 3.0).isBetween(80.0, 125.0);
        }
    }

    @Test
    void noiseHasNoBiasAndTheStatedSpread() {
        for (int i = 0; i < 10; i++) {
            var canvas = new Canvas(100, 100);
            ColourEffects.noise(canvas.pixels, RANDOM);
            double sum = 0;
            double squares = 0;
            for (byte value : canvas.pixels) {
                double difference = (value & 255) - 114;
                sum += difference;
                squares += difference * difference;
            }
            assertThat(sum / canvas.pixels.length).isCloseTo(0, offset(0.8));
            assertThat(Math.sqrt(squares / canvas.pixels.length)).isBetween(1.8, 14.8);
        }
    }

    @Test
    void aGradientStaysBetweenItsGains() {
        for (int i = 0; i < 50; i++) {
            var canvas = new Canvas(64, 48);
            ColourEffects.gradient(canvas, RANDOM);
            for (byte value : canvas.pixels) {
                assertThat(value & 255).isBetween((int) (114 * 0.4) - 1, (int) (114 * 1.4) + 1);
            }
        }
    }

    /** Draws of zero: from left to right, from the least gain, 0.4, to 1. */
    @Test
    void aGradientGoesFromOneGainToTheOther() {
        var canvas = new Canvas(64, 48);

        ColourEffects.gradient(canvas, () -> 0);

        for (int y = 0; y < 48; y++) {
            // 114 * (0.4 + 0.6 * x / 64), rounded down: 45.6, 79.8, 112.9
            assertThat(Scenes.pixel(canvas.pixels, 64, 0, y)).isEqualTo(0x2d2d2d);
            assertThat(Scenes.pixel(canvas.pixels, 64, 32, y)).isEqualTo(0x4f4f4f);
            assertThat(Scenes.pixel(canvas.pixels, 64, 63, y)).isEqualTo(0x707070);
        }
    }

    @Test
    void lowResolutionTakesFinePatternsAwayAndLeavesFlatParts() {
        for (int seed = 0; seed < 30; seed++) {
            var canvas = new Canvas(60, 48);
            // On the left a chequer of single pixels, 50 above and below its mean; on the right one colour.
            for (int i = 0; i < canvas.pixels.length; i++) {
                int x = i / 3 % 60;
                canvas.pixels[i] = (byte) (x >= 30 || (x + i / 180) % 2 == 0 ? 200 : 100);
            }

            SoftEffects.lowResolution(canvas, new SplittableRandom(seed));

            double contrast = 0;
            for (int y = 0; y < 48; y++) {
                for (int x = 0; x < 20; x++) {
                    contrast += Math.abs((canvas.pixels[(y * 60 + x) * 3] & 255) - 150);
                    assertThat(Scenes.pixel(canvas.pixels, 60, 40 + x, y)).isEqualTo(0xc8c8c8);
                }
            }
            assertThat(contrast / (48 * 20)).isLessThan(25);
        }
    }

    @Test
    void aRecipeOutOfRangeNamesTheFieldAndTheRange() {
        assertThatThrownBy(
                        () -> new AugmentRecipe(320, 320, 1.5f, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .hasMessage("mosaic is 1.5, expected 0..1.0");
        assertThatThrownBy(() -> new AugmentRecipe(320, 320, 0, 1, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .hasMessage("scale is 2.0..1.0, expected 0.1 <= min <= max <= 10");
    }
}
