package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WarpTest {
    private static final SplittableRandom ANY = new SplittableRandom(1);

    /** 64x32 into 32x32: half size, 8 rows of padding above and below; each pixel the mean of four. */
    @Test
    void theLetterboxOfAWidePictureIsItsBoxFilteredHalfBetweenGreyBars() {
        var rgb = new byte[64 * 32 * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ANY.nextInt(256);
        }
        var store = new Scenes().add(rgb, 64, 32, new Face(10, 4, 30, 24, 1)).store();

        var view = Scenes.augmenter(store, AugmentRecipe.none(32, 32)).view(ANY, 0);

        assertThat(view.faces()).containsExactly(new Face(5, 10, 15, 20, 1));
        for (int x = 0; x < 32; x++) {
            assertThat(Scenes.pixel(view.pixels(), 32, x, 7)).isEqualTo(0x727272);
            assertThat(Scenes.pixel(view.pixels(), 32, x, 24)).isEqualTo(0x727272);
            for (int y = 0; y < 16; y++) {
                int sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += rgb[((2 * y + k / 2) * 64 + 2 * x + k % 2) * 3] & 255;
                }
                assertThat(view.pixels()[((y + 8) * 32 + x) * 3] & 255).isEqualTo((sum + 2) / 4);
            }
        }
    }

    /** Twice the size with half-pixel centres: weights 1/4 and 3/4, the outermost half pixel repeated. */
    @Test
    void enlargingInterpolatesBetweenPixelCentres() {
        var rgb = new byte[16 * 16 * 3];
        for (int i = 0; i < 256; i++) {
            rgb[3 * i] = (byte) (i % 16 * 12);
        }
        var store = new Scenes().add(rgb, 16, 16).store();

        var view = Scenes.augmenter(store, AugmentRecipe.none(32, 32)).view(ANY, 0);

        for (int y = 0; y < 32; y++) {
            int row = y * 32 * 3;
            assertThat(view.pixels()[row]).isEqualTo((byte) 0);
            assertThat(view.pixels()[row + 3]).isEqualTo((byte) 3);
            assertThat(view.pixels()[row + 6]).isEqualTo((byte) 9);
            assertThat(view.pixels()[row + 9]).isEqualTo((byte) 15);
            assertThat(view.pixels()[row + 31 * 3]).isEqualTo((byte) 180);
        }
    }

    @Test
    void anUnscaledPictureIsCopiedExactly() {
        var rgb = new byte[40 * 32 * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ANY.nextInt(256);
        }
        var store = new Scenes().add(rgb, 40, 32).store();

        assertThat(Scenes.augmenter(store, AugmentRecipe.none(40, 32))
                        .view(ANY, 0)
                        .pixels())
                .isEqualTo(rgb);
    }

    @Test
    void placementAndInverseAreOpposites() {
        var picture = Picture.of(new byte[30 * 20 * 3], 30, 20);
        var there = Placement.about(picture, 1.7, 0.3, true, 100, 50);
        var back = there.inverse();
        double x = there.a() * 7 + there.b() * 4 + there.c();
        double y = there.d() * 7 + there.e() * 4 + there.f();

        assertThat(back.a() * x + back.b() * y + back.c()).isCloseTo(7, offset(1e-9));
        assertThat(back.d() * x + back.e() * y + back.f()).isCloseTo(4, offset(1e-9));
        assertThat(there.scale()).isCloseTo(1.7, offset(1e-9));
    }

    /** The oval of 40 x 60 within the box: hypot(20 cos, 30 sin) and hypot(20 sin, 30 cos) to each side. */
    @Test
    void theBoxOfATurnedFaceIsThatOfItsOval() {
        var picture = Picture.of(new byte[100 * 120 * 3], 100, 120);

        var face = Placement.about(picture, 1, 0.3, false, 200, 150).map(new Face(30, 30, 70, 90, 1));

        assertThat(face.x0()).isCloseTo(200 - 21.063f, offset(0.002f));
        assertThat(face.x1()).isCloseTo(200 + 21.063f, offset(0.002f));
        assertThat(face.y0()).isCloseTo(150 - 29.263f, offset(0.002f));
        assertThat(face.y1()).isCloseTo(150 + 29.263f, offset(0.002f));
        assertThat(face.label()).isEqualTo(1);
    }
}
