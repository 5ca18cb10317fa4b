package io.maskgate.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrainingLoaderTest {
    private static final AugmentRecipe RECIPE = Scenes.strong(64, 48);

    /** What a batch was, since its buffer is lent only. */
    private record Seen(int epoch, int index, long crc, List<List<Face>> faces, List<List<Face>> ignored) {
        static Seen of(Batch batch) {
            var crc = new CRC32();
            crc.update(batch.pixels().duplicate());
            return new Seen(batch.epoch(), batch.index(), crc.getValue(), batch.faces(), batch.ignored());
        }
    }

    private static PixelStore store(int pictures) {
        var scenes = new Scenes();
        for (int i = 0; i < pictures; i++) {
            scenes.add(60 + i, 50, new Face(10 + i, 5, 40 + i, 45, i % 2));
        }
        return scenes.store();
    }

    private static TrainingLoader loader(PixelStore store, int workers) {
        return Scenes.loader(store, RECIPE, 4, 42, workers);
    }

    private static List<Seen> take(TrainingLoader loader, int batches) {
        var seen = new ArrayList<Seen>();
        for (int i = 0; i < batches; i++) {
            seen.add(Seen.of(loader.next()));
        }
        return seen;
    }

    @Test
    void theSequenceIsTheSameForAnyNumberOfWorkersAndAfterAResume() {
        var store = store(19);
        List<Seen> alone;
        try (var loader = loader(store, 1)) {
            assertThat(loader.epochBatches()).isEqualTo(4);
            alone = take(loader, 12);
        }
        try (var loader = loader(store, 3)) {
            assertThat(take(loader, 12)).isEqualTo(alone);
            loader.startAt(1);
            assertThat(take(loader, 8)).isEqualTo(alone.subList(4, 12));
        }
        assertThat(alone).extracting(Seen::epoch).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
        assertThat(alone).extracting(Seen::index).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
        assertThat(alone).extracting(Seen::crc).doesNotHaveDuplicates();
    }

    @Test
    void anotherSeedGivesOtherBatches() {
        var store = store(8);
        try (var one = Scenes.loader(store, RECIPE, 4, 1, 1);
                var two = Scenes.loader(store, RECIPE, 4, 2, 1)) {
            assertThat(Seen.of(one.next())).isNotEqualTo(Seen.of(two.next()));
        }
    }

    @Test
    void aBatchIsTheAugmentersViewsSideBySide() {
        var store = store(8);
        try (var loader = loader(store, 2)) {
            var batch = loader.next();
            var plan = new EpochPlan(EpochPlan.uniform(8), 42);
            var augmenter = Scenes.augmenter(store, RECIPE);

            assertThat(batch.pixels().isDirect()).isTrue();
            assertThat(batch.pixels().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(batch.pixels().remaining()).isEqualTo(4 * 48 * 64 * 3);
            for (int i = 0; i < 4; i++) {
                var view = augmenter.view(plan.random(0, i), plan.order(0)[i]);
                var pixels = new byte[48 * 64 * 3];
                batch.pixels().get(pixels);
                assertThat(pixels).isEqualTo(view.pixels());
                assertThat(batch.faces().get(i)).isEqualTo(view.faces());
            }
        }
    }

    @Test
    void aNewRecipeCountsFromTheNextStartOn() {
        var store = store(8);
        try (var loader = loader(store, 2)) {
            loader.next();
            loader.recipe(AugmentRecipe.none(96, 32));
            assertThat(loader.next().pixels().remaining()).isEqualTo(4 * 48 * 64 * 3);
            loader.startAt(7);
            var batch = loader.next();
            assertThat(batch.epoch()).isEqualTo(7);
            assertThat(batch.pixels().remaining()).isEqualTo(4 * 32 * 96 * 3);
            assertThat(batch.faces()).allSatisfy(faces -> assertThat(faces).hasSize(1));
        }
    }

    @Test
    void aFailingWorkerIsReportedByNext() {
        var store = new Scenes()
                .add(60, 50, new Face(10, 5, 40, 45, 0))
                .add(new byte[3], 20, 20)
                .store();
        try (var loader = Scenes.loader(store, RECIPE, 2, 1, 2)) {
            assertThatThrownBy(loader::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("augmentation of [01]\\.png failed in batch 0 of epoch 1: .*")
                    .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
            assertThatThrownBy(loader::next).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void afterCloseThereIsNoBatchAndNoWorker() {
        var loader = loader(store(8), 2);
        loader.next();
        loader.close();
        loader.close();

        assertThatThrownBy(loader::next).hasMessage("the loader is closed");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("augment-"));
    }

    @Test
    void equalWeightsGiveEachPictureOnceInADifferentOrderEachEpoch() {
        var plan = new EpochPlan(EpochPlan.uniform(4945), 9);
        int[] first = plan.order(0);
        int[] sorted = first.clone();
        Arrays.sort(sorted);

        assertThat(sorted).isEqualTo(IntStream.range(0, 4945).toArray());
        assertThat(plan.order(0)).isEqualTo(first);
        assertThat(plan.order(1)).isNotEqualTo(first);
    }

    @Test
    void aPictureOfTripleWeightComesThreeTimesAsOften() {
        var plan = new EpochPlan(new float[] {3, 1, 0, 1, 1}, 9);
        var counts = new int[5];
        for (int epoch = 0; epoch < 600; epoch++) {
            for (int picture : plan.order(epoch)) {
                counts[picture]++;
            }
        }

        // 5 draws an epoch over a total weight of 6: 2.5, 0.83, 0, 0.83, 0.83 an epoch
        assertThat(counts[0]).isBetween(1400, 1600);
        assertThat(counts[1]).isBetween(440, 560);
        assertThat(counts[2]).isZero();
        assertThat(Arrays.stream(counts).sum()).isEqualTo(3000);
    }

    @Test
    void aBatchLargerThanTheDataSetIsRefused() {
        assertThatThrownBy(() -> loader(store(3), 1))
                .hasMessage("batch is 4 and workers 1, expected a batch of 1..3 (the data set) and at least 1 worker");
    }
}
