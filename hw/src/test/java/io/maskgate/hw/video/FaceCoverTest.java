package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.Box;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaceCoverTest {
    private static final Box FACE = new Box(40, 30, 80, 70);

    private static RgbPicture noise(long seed) {
        var picture = new RgbPicture(160, 120);
        var random = new Random(seed);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                picture.fill(x, y, x + 1, y + 1, random.nextInt(1 << 24));
            }
        }
        return picture;
    }

    @Test
    void aPixelatedFaceIsAFewSquaresOfTheirMeans() {
        var picture = noise(1);
        FaceCover.PIXELATE.cover(picture, FACE);
        var colours = new HashSet<Integer>();
        for (int y = 20; y < 80; y++) {
            for (int x = 30; x < 90; x++) {
                colours.add(picture.rgb(x, y));
            }
        }
        // The box and a quarter of its side all around are 60 x 60 pixels, six cells of ten each way.
        assertThat(colours).hasSizeLessThanOrEqualTo(36);
        long red = 0;
        var original = noise(1);
        for (int y = 20; y < 30; y++) {
            for (int x = 30; x < 40; x++) {
                red += original.rgb(x, y) >> 16;
            }
        }
        assertThat(picture.rgb(35, 25) >> 16).isEqualTo((int) (red / 100));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAroundAFaceStaysAsItIs(FaceCover cover) {
        var picture = noise(2);
        cover.cover(picture, FACE);
        var original = noise(2);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                if (x < 30 || x >= 90 || y < 20 || y >= 80) {
                    assertThat(picture.rgb(x, y)).isEqualTo(original.rgb(x, y));
                }
            }
        }
    }

    /** Two faces whose cells have the same means are the same picture afterwards: nothing else is kept. */
    @ParameterizedTest
    @EnumSource
    void nothingButTheMeansIsKept(FaceCover cover) {
        var picture = noise(3);
        cover.cover(picture, FACE);
        var shuffled = noise(3);
        // Each cell turned by half a turn: other pixels, same means.
        for (int cy = 20; cy < 80; cy += 10) {
            for (int cx = 30; cx < 90; cx += 10) {
                for (int i = 0; i < 50; i++) {
                    int x = cx + i % 10;
                    int y = cy + i / 10;
                    int ox = cx + 9 - i % 10;
                    int oy = cy + 9 - i / 10;
                    int here = shuffled.rgb(x, y);
                    shuffled.fill(x, y, x + 1, y + 1, shuffled.rgb(ox, oy));
                    shuffled.fill(ox, oy, ox + 1, oy + 1, here);
                }
            }
        }
        assertThat(shuffled.pixels()).isNotEqualTo(noise(3).pixels());
        cover.cover(shuffled, FACE);
        assertThat(shuffled.pixels()).isEqualTo(picture.pixels());
    }

    @ParameterizedTest
    @EnumSource
    void aFaceAtTheEdgeOrOutsideIsNoTrouble(FaceCover cover) {
        var picture = noise(4);
        cover.cover(picture, new Box(-30, -20, 10, 15));
        cover.cover(picture, new Box(150, 110, 400, 300));
        cover.cover(picture, new Box(500, 500, 600, 600));
        cover.cover(picture, new Box(50, 50, 50.4f, 50.4f));
        var original = noise(4);
        assertThat(picture.rgb(3, 3)).isNotEqualTo(original.rgb(3, 3));
        assertThat(picture.rgb(159, 119)).isNotEqualTo(original.rgb(159, 119));
        assertThat(picture.rgb(100, 60)).isEqualTo(original.rgb(100, 60));
    }
}
