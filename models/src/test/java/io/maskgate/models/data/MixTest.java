package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MixTest {
    /** Own pictures have a face with a mask, old ones a face without. */
    private static PixelStore store(int own, int old) {
        var scenes = new Scenes();
        for (int i = 0; i < own + old; i++) {
            scenes.add(64, 64, new Face(8, 8, 56, 56, i < own ? 0 : 1));
        }
        return scenes.store();
    }

    /** The part of all faces with a mask among those that 20 epochs show. */
    private static double shown(PixelStore store, Mix mix, AugmentRecipe recipe) {
        int own = 0;
        int all = 0;
        try (var loader = new TrainingLoader(store.dataset(), store, recipe, 4, 42, 1, mix, Scenes.NO_EXTRAS)) {
            for (int i = 0; i < 20 * loader.epochBatches(); i++) {
                for (var faces : loader.next().faces()) {
                    all += faces.size();
                    own += (int)
                            faces.stream().filter(face -> face.label() == 0).count();
                }
            }
        }
        return (double) own / all;
    }

    @ParameterizedTest
    @CsvSource({"40, 4945, 0.3, 1495", "40, 4945, 0.05, 249", "1, 99, 0.5, 50", "900, 100, 0.3, 300"})
    void anEpochHoldsItsPartOfOwnPicturesHoweverManyThereAre(int own, int old, double share, int expected) {
        var plan = new EpochPlan(new Mix(own, old, share).weights(), 9);
        for (int epoch = 0; epoch < 5; epoch++) {
            int[] order = plan.order(epoch);
            assertThat(order).hasSize(own + old);
            assertThat(Arrays.stream(order).filter(picture -> picture < own).count())
                    .isBetween(expected - 1L, expected + 1L);
        }
    }

    @Test
    void ownPicturesTakeTurnsAndNoOldOneComesTwice() {
        int[] order = new EpochPlan(new Mix(40, 4945, 0.3).weights(), 9).order(2);
        var counts = new int[4985];
        Arrays.stream(order).forEach(picture -> counts[picture]++);
        // 0.3 of 4,985 views for 40 pictures: 37.4 each
        assertThat(Arrays.copyOf(counts, 40)).containsOnly(37, 38);
        assertThat(Arrays.copyOfRange(counts, 40, 4985)).containsOnly(0, 1);
        assertThat(new Mix(40, 4945, 0.3).times()).isCloseTo(37.4, offset(0.02));
    }

    @Test
    void viewsOfOnePictureAreOfOwnOnesByTheShare() {
        assertThat(shown(store(2, 38), new Mix(2, 38, 0.5), AugmentRecipe.none(64, 64)))
                .isCloseTo(0.5, offset(0.02));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.7})
    void picturesBesideAnotherAreOfOwnOnesByTheShareToo(double share) {
        var mosaics = Scenes.geometry(64, 64, 1, 0);
        assertThat(shown(store(2, 38), new Mix(2, 38, share), mosaics)).isCloseTo(share, offset(0.05));
    }

    @Test
    void withoutAShareTheDataSetDecides() {
        assertThat(shown(store(10, 30), Mix.even(40), Scenes.geometry(64, 64, 1, 0)))
                .isCloseTo(0.25, offset(0.05));
        int[] order = new EpochPlan(Mix.even(40).weights(), 9).order(0);
        assertThat(Arrays.stream(order).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
        assertThat(Mix.even(40).draw(new SplittableRandom(3)))
                .as("runs that were begun before there were shares go on with the same views")
                .isEqualTo(new SplittableRandom(3).nextInt(40));
    }

    @Test
    void aShareOfNothingOrOfEverythingIsRefused() {
        assertThatThrownBy(() -> new Mix(4, 4, 1)).hasMessage("share: expected above 0 and below 1, found 1.0");
        assertThatThrownBy(() -> new Mix(4, 4, Double.NaN)).hasMessageContaining("found NaN");
        assertThatThrownBy(() -> new Mix(0, 4, 0.3))
                .hasMessage("share: expected pictures on both sides, found 0 and 4");
        assertThatThrownBy(() -> new Mix(4, 0, 0.3)).hasMessageEndingWith("found 4 and 0");
    }

    @Test
    void aMixOfAnotherNumberOfPicturesIsRefused() {
        var store = store(2, 6);
        assertThatThrownBy(() -> new TrainingLoader(
                        store.dataset(),
                        store,
                        AugmentRecipe.none(64, 64),
                        4,
                        42,
                        1,
                        new Mix(2, 5, 0.5),
                        Scenes.NO_EXTRAS))
                .hasMessage("a mix of 7 pictures for 8, expected all of them");
    }
}
