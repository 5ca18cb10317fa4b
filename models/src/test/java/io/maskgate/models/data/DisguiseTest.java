package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DisguiseTest {
    private static final Face BARE = new Face(40, 20, 100, 100, 1);

    private static Canvas canvas(Face... faces) {
        var canvas = new Canvas(160, 160);
        Arrays.fill(canvas.pixels, (byte) 90);
        canvas.faces.addAll(Arrays.asList(faces));
        return canvas;
    }

    /** Whether any pixel of rows from..to differs from the ground. */
    private static boolean drawn(Canvas canvas, float from, float to) {
        for (int y = Math.max(0, Math.round(from)); y < Math.min(canvas.height, Math.round(to)); y++) {
            for (int i = y * canvas.width * 3; i < (y + 1) * canvas.width * 3; i++) {
                if (canvas.pixels[i] != 90) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aBareFaceGetsAMaskUnderItsChinOrAHandBeforeItsMouthAndStaysBare() {
        int chins = 0;
        int hands = 0;
        for (int seed = 0; seed < 40; seed++) {
            var canvas = canvas(BARE);
            Disguise.draw(canvas, 1, new SplittableRandom(seed));
            assertThat(canvas.faces).containsExactly(BARE);
            // The eyes stay as they were; the mouth, at three quarters of a face's height, only under a chin mask.
            assertThat(drawn(canvas, 0, BARE.y0() + 0.2f * BARE.height())).isFalse();
            boolean mouth = drawn(canvas, BARE.y0() + 0.72f * BARE.height(), BARE.y0() + 0.76f * BARE.height());
            boolean chin = drawn(canvas, BARE.y0() + 0.98f * BARE.height(), BARE.y1() + 1);
            assertThat(mouth || chin).as("seed %d draws something", seed).isTrue();
            chins += mouth ? 0 : 1;
            hands += mouth ? 1 : 0;
        }
        assertThat(chins).isBetween(10, 30);
        assertThat(hands).isBetween(10, 30);
    }

    @Test
    void maskedSmallAndCrowdedFacesAreLeftAlone() {
        var masked = canvas(new Face(40, 20, 100, 100, 0));
        var small = canvas(new Face(40, 20, 55, 43, 1));
        var neighbour = new Face(70, 90, 130, 150, 0);
        var crowded = canvas(BARE, neighbour);
        for (var canvas : new Canvas[] {masked, small, crowded}) {
            Disguise.draw(canvas, 1, new SplittableRandom(7));
            assertThat(drawn(canvas, 0, 160)).isFalse();
        }
    }

    @Test
    void aFaceAtTheEdgeIsDrawnOnWithinTheCanvas() {
        for (int seed = 0; seed < 20; seed++) {
            var canvas = canvas(new Face(-30, -20, 40, 160, 1), new Face(120, 60, 200, 170, 1));
            Disguise.draw(canvas, 1, new SplittableRandom(seed));
            assertThat(drawn(canvas, 0, 160)).isTrue();
        }
    }
}
