package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.Letterbox;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** With the numbers of the README: within 4 of 255, and 10 s. */
class StillnessTest {
    private static final int WIDTH = 60;
    private static final int HEIGHT = 28;
    private static final long SECOND = 1_000_000_000;

    private final ModelInUse model = Room.model("probe", Room::faces);
    private final Stillness stillness = new Stillness();

    private static InputImage grey(int level) {
        var image = new InputPool(1, WIDTH, HEIGHT).acquire().orElseThrow();
        fill(image, 0, 0, WIDTH, HEIGHT, level);
        return image;
    }

    private static void fill(InputImage image, int x0, int y0, int x1, int y1, int level) {
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    image.pixels().put((y * WIDTH + x) * 3 + channel, (byte) level);
                }
            }
        }
    }

    @Test
    void theSamePictureNeedsNoSecondLook() {
        assertThat(stillness.shows(model, grey(100), 0))
                .as("nothing was looked at")
                .isFalse();
        stillness.nothingIn(model, grey(100), 0);
        assertThat(stillness.shows(model, grey(100), 1)).isTrue();
        stillness.forget();
        assertThat(stillness.shows(model, grey(100), 1)).isFalse();
    }

    @Test
    void whatTheSensorAndTheEncoderDoIsNoChange() {
        stillness.nothingIn(model, grey(200), 0);
        assertThat(stillness.shows(model, grey(196), 1)).isTrue();
        assertThat(stillness.shows(model, grey(204), 1)).isTrue();
        assertThat(stillness.shows(model, grey(195), 1)).isFalse();
        assertThat(stillness.shows(model, grey(205), 1)).isFalse();
    }

    /** The detector was trained on faces from some 10 pixels on. */
    @Property
    void aFaintFaceOfTwoCellsIsSeenWhereverItIs(
            @ForAll @IntRange(max = WIDTH - 16) int x, @ForAll @IntRange(max = HEIGHT - 16) int y) {
        var empty = new Stillness();
        empty.nothingIn(model, grey(100), 0);
        var image = grey(100);
        fill(image, x, y, x + 16, y + 16, 95);
        assertThat(empty.shows(model, image, 1)).isFalse();
    }

    @Test
    void whatChangesSlowlyAddsUp() {
        stillness.nothingIn(model, grey(100), 0);
        int level = 100;
        while (stillness.shows(model, grey(level), 1)) {
            level++;
        }
        assertThat(level).isEqualTo(105);
    }

    @Test
    void afterAWhileItIsLookedAtAllTheSame() {
        stillness.nothingIn(model, grey(100), 0);
        assertThat(stillness.shows(model, grey(100), 10 * SECOND - 1)).isTrue();
        assertThat(stillness.shows(model, grey(100), 10 * SECOND)).isFalse();
    }

    @Test
    void anotherModelOrAnotherShapeOfPictureSaysNothing() {
        stillness.nothingIn(model, grey(100), 0);
        assertThat(stillness.shows(Room.model("next", Room::faces), grey(100), 1))
                .isFalse();
        var other = grey(100);
        other.letterbox(Letterbox.fit(WIDTH, WIDTH, WIDTH, HEIGHT));
        assertThat(stillness.shows(model, other, 1)).isFalse();
    }
}
