package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AugmenterTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 128;

    private static PixelStore scenes() {
        return new Scenes()
                .add(200, 150, new Face(20, 30, 70, 90, 0), new Face(120, 60, 150, 110, 1))
                .add(120, 220, new Face(30, 100, 90, 180, 1))
                .add(300, 100, new Face(10, 10, 40, 50, 0), new Face(150, 20, 200, 90, 0))
                .add(96, 96, new Face(40, 40, 60, 64, 1))
                .store();
    }

    @Property(tries = 200)
    void everyBoxLiesOverItsFaceWhateverTheMosaic(@ForAll long seed) {
        boxesLieOverFaces(Scenes.geometry(WIDTH, HEIGHT, 1, 0), seed);
    }

    @Property(tries = 200)
    void everyBoxLiesOverItsFaceWhateverScaleAndRotation(@ForAll long seed) {
        boxesLieOverFaces(Scenes.geometry(WIDTH, HEIGHT, 0, 10), seed);
    }

    private static void boxesLieOverFaces(AugmentRecipe recipe, long seed) {
        var view = Scenes.augmenter(scenes(), recipe).view(new SplittableRandom(seed), 0);
        for (var face : view.faces()) {
            int x = (int) ((face.x0() + face.x1()) / 2);
            int y = (int) ((face.y0() + face.y1()) / 2);
            assertThat(Scenes.pixel(view.pixels(), WIDTH, x, y)).isEqualTo(Scenes.colour(face));
            assertThat(face.x0()).isBetween(0f, (float) WIDTH);
            assertThat(face.y1()).isBetween(0f, (float) HEIGHT);
        }
    }

    /** The converse: no face in sight goes unlabelled, and boxes are no larger than faces. */
    @Property(tries = 200)
    void everyPixelOfAFaceLiesInABoxAndEveryInnerPixelOfABoxOnItsFace(@ForAll long seed) {
        var view = Scenes.augmenter(scenes(), Scenes.geometry(WIDTH, HEIGHT, 0.7f, 0))
                .view(new SplittableRandom(seed), 1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int colour = Scenes.pixel(view.pixels(), WIDTH, x, y);
                if (colour == Scenes.FACEMASK || colour == Scenes.NO_FACEMASK) {
                    assertThat(covered(view.faces(), x, y, 1) || covered(view.ignored(), x, y, 1))
                            .as("face pixel at %d,%d in a box", x, y)
                            .isTrue();
                }
                // Sampling a quarter-size level blurs an edge over up to four pixels.
                if (covered(view.faces(), x, y, -4)) {
                    assertThat(colour).as("box pixel at %d,%d", x, y).isIn(Scenes.FACEMASK, Scenes.NO_FACEMASK);
                }
            }
        }
    }

    /** The box of a turned face is that of the oval within its own: none is too narrow, and none is missing. */
    @Property(tries = 200)
    void everyPixelOfATurnedFaceLiesInABox(@ForAll long seed) {
        var store = new Scenes()
                .addOvals(200, 150, new Face(20, 30, 70, 90, 0), new Face(120, 60, 150, 140, 1))
                .store();
        var view =
                Scenes.augmenter(store, Scenes.geometry(WIDTH, HEIGHT, 0, 10)).view(new SplittableRandom(seed), 0);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int colour = Scenes.pixel(view.pixels(), WIDTH, x, y);
                if (colour == Scenes.FACEMASK || colour == Scenes.NO_FACEMASK) {
                    assertThat(covered(view.faces(), x, y, 0.1f) || covered(view.ignored(), x, y, 0.1f))
                            .as("face pixel at %d,%d in a box", x, y)
                            .isTrue();
                }
            }
        }
    }

    private static boolean covered(List<Face> faces, int x, int y, float margin) {
        return faces.stream()
                .anyMatch(face -> x + 0.5f >= face.x0() - margin
                        && x + 0.5f <= face.x1() + margin
                        && y + 0.5f >= face.y0() - margin
                        && y + 0.5f <= face.y1() + margin);
    }

    @Test
    void flippingMirrorsPictureAndBoxes() {
        var store = new Scenes().add(64, 64, new Face(4, 8, 20, 40, 0)).store();
        var recipe = new AugmentRecipe(64, 64, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        var view = Scenes.augmenter(store, recipe).view(new SplittableRandom(3), 0);

        assertThat(view.faces()).containsExactly(new Face(44, 8, 60, 40, 0));
        assertThat(Scenes.pixel(view.pixels(), 64, 44, 8)).isEqualTo(Scenes.FACEMASK);
        assertThat(Scenes.pixel(view.pixels(), 64, 43, 8)).isEqualTo(Scenes.GROUND);
        assertThat(Scenes.pixel(view.pixels(), 64, 60, 8)).isEqualTo(Scenes.GROUND);
    }

    @Test
    void theStrongRecipeGivesTheSameViewForTheSameSeed() {
        var augmenter = Scenes.augmenter(scenes(), Scenes.strong(WIDTH, HEIGHT));
        for (int seed = 0; seed < 40; seed++) {
            var once = augmenter.view(new SplittableRandom(seed), 2);
            var again = augmenter.view(new SplittableRandom(seed), 2);
            assertThat(again.pixels()).isEqualTo(once.pixels());
            assertThat(again.faces()).isEqualTo(once.faces());
            assertThat(again.ignored()).isEqualTo(once.ignored());
        }
    }

    @Test
    void aDataSetOfOtherPicturesThanTheStoreIsRefused() {
        var other = new Scenes().add(32, 32).store();

        assertThatThrownBy(() -> new Augmenter(other.dataset(), scenes(), AugmentRecipe.none(32, 32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("go on with the store's dataset()");
    }
}
