package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.RawEngine;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelfCheckTest {
    private static final float[] BOX = {10, 10, 30, 40};

    private static SelfCheck.Differences compare(float[] box, float[] score) throws Exception {
        try (var pictures = new ReferencePictures(64, 32)) {
            return SelfCheck.compare(
                    new ScriptedRaw(BOX, new float[] {0.9f, 0.1f}), new ScriptedRaw(box, score), pictures.images(), 1);
        }
    }

    @Test
    void theSameDiffersByNothing() throws Exception {
        var same = compare(BOX, new float[] {0.9f, 0.1f});
        assertThat(same).isEqualTo(new SelfCheck.Differences(0, 0, 0, 4));
        for (var precision : Precision.values()) {
            assertThat(SelfCheck.judge(same, precision)).isEmpty();
        }
    }

    @Test
    void differencesAreTheGreatestAndTheMean() throws Exception {
        var found = compare(new float[] {10, 12, 30, 40}, new float[] {0.8f, 0.1f});
        assertThat(found.score()).isCloseTo(0.1f, within(1e-6f));
        assertThat(found.meanScore()).isCloseTo(0.05f, within(1e-6f));
        assertThat(found.pixels()).isEqualTo(2);
    }

    @Test
    void eachPrecisionHasItsOwnTolerance() throws Exception {
        var off = new SelfCheck.Differences(0.04f, 0.0015f, 2, 4);
        assertThat(SelfCheck.judge(off, Precision.FP32)).isPresent();
        assertThat(SelfCheck.judge(off, Precision.FP16)).isEmpty();
        assertThat(SelfCheck.judge(off, Precision.INT8)).isEmpty();
        assertThat(SelfCheck.judge(new SelfCheck.Differences(0, 0, 13, 4), Precision.INT8))
                .contains("scores differ by 0.0000 at most and 0.00000 in the mean, 4 boxes by 13.00 pixels at most; "
                        + "expected at most 0.500, 0.0030 and 8.0");
    }

    @Test
    void noNumberIsInfinitelyWrong() throws Exception {
        var found = compare(BOX, new float[] {Float.NaN, 0.1f});
        assertThat(SelfCheck.judge(found, Precision.INT8)).isPresent();
        var box = compare(new float[] {Float.NaN, 10, 30, 40}, new float[] {0.9f, 0.1f});
        assertThat(SelfCheck.judge(box, Precision.INT8)).isPresent();
    }

    @Test
    void boxesCountOnlyWhereTheCpuSeesSomething() throws Exception {
        try (var pictures = new ReferencePictures(64, 32)) {
            var found = SelfCheck.compare(
                    new ScriptedRaw(BOX, new float[] {0.2f, 0.1f}),
                    new ScriptedRaw(new float[] {50, 1, 51, 2}, new float[] {0.2f, 0.1f}),
                    pictures.images(),
                    1);
            assertThat(found).isEqualTo(new SelfCheck.Differences(0, 0, 0, 0));
        }
    }

    /** Says of each picture which one it is. */
    private static final class Telling implements RawEngine {
        private final List<InputImage> pictures;
        private final Twist twist;
        private final float[] scores = new float[8 * 2];

        /** What it does to the scores of a batch, two for each picture. */
        interface Twist {
            void of(int size, float[] scores);
        }

        Telling(List<InputImage> pictures, Twist twist) {
            this.pictures = pictures;
            this.twist = twist;
        }

        @Override
        public String name() {
            return "telling";
        }

        @Override
        public int maxBatch() {
            return 8;
        }

        @Override
        public void run(List<InputImage> batch) {
            for (int slot = 0; slot < batch.size(); slot++) {
                scores[slot * 2] = pictures.indexOf(batch.get(slot)) / 4f;
            }
            twist.of(batch.size(), scores);
        }

        @Override
        public FloatBuffer boxes() {
            return FloatBuffer.wrap(new float[8 * 4]);
        }

        @Override
        public FloatBuffer scores() {
            return FloatBuffer.wrap(scores);
        }

        @Override
        public void close() {}
    }

    private static SelfCheck.Differences twisted(Telling.Twist twist) throws Exception {
        try (var pictures = new ReferencePictures(64, 32)) {
            var images = pictures.images();
            return SelfCheck.compare(new Telling(images, (_, _) -> {}), new Telling(images, twist), images, 1);
        }
    }

    @Test
    void everySlotOfEveryBatchSizeSeesEveryPicture() throws Exception {
        // 1 + 2 + ... + 8 slots, of the four pictures three with a score of at least 0.25
        assertThat(twisted((_, _) -> {})).isEqualTo(new SelfCheck.Differences(0, 0, 0, 36 * 3));
    }

    @Test
    void answersOfAnyTwoSlotsExchangedShow() throws Exception {
        for (int second = 1; second < 8; second++) {
            for (int first = 0; first < second; first++) {
                int a = first * 2;
                int b = second * 2;
                var found = twisted((size, scores) -> {
                    if (b < size * 2) {
                        float kept = scores[a];
                        scores[a] = scores[b];
                        scores[b] = kept;
                    }
                });
                assertThat(found.score()).as(first + " and " + second).isGreaterThanOrEqualTo(0.25f);
            }
        }
    }

    /** Batches of three have 24 scores here, all batches together 288. */
    @Test
    void theMeanIsThatOfTheBatchSizeThatDiffersMost() throws Exception {
        var found = twisted((size, scores) -> scores[4] += size == 3 ? 0.012f : 0);
        assertThat(found.score()).isCloseTo(0.012f, within(1e-6f));
        assertThat(found.meanScore()).isCloseTo(0.012f * 4 / 24, within(1e-6f));
        assertThat(SelfCheck.judge(found, Precision.FP32)).isPresent();
    }

    /** A precision that is no better on the processor must not be refused on a GPU. */
    @ParameterizedTest
    @EnumSource
    void theZoosOwnFilesAreWithinTheToleranceOnTheProcessor(Precision precision) throws Exception {
        var options = InferenceOptions.defaults().withThreads(1).withMaxBatch(2);
        int compared = 0;
        for (var model : new ModelZoo(List.of(Path.of("../models/zoo"))).list().models()) {
            if (model.files().containsKey(precision)) {
                try (var fp32 = OnnxDetector.open(model.onnx(Precision.FP32), options);
                        var other = OnnxDetector.open(model.onnx(precision), options);
                        var pictures = new ReferencePictures(
                                fp32.model().width(), fp32.model().height())) {
                    var found = SelfCheck.compare(
                            fp32.raw(),
                            other.raw(),
                            pictures.images(),
                            fp32.model().anchors());
                    assertThat(SelfCheck.judge(found, precision))
                            .as(model.name())
                            .isEmpty();
                    assertThat(found.boxes()).as(model.name()).isGreaterThan(50);
                    compared++;
                }
            }
        }
        Assumptions.assumeTrue(compared > 0, "the zoo has no " + precision.fileName());
    }

    /** The check is worth nothing on pictures in which the model sees nothing. */
    @Test
    void theModelsOfTheZooSeeTheDrawnFacesAsTheyWereDrawn() {
        var bare = MaskLabel.NO_FACEMASK;
        var masked = MaskLabel.FACEMASK;
        for (var model : List.of("lightmask-320", "lightmask-640x384")) {
            var file = Path.of("../models/zoo").resolve(model).resolve("fp32.onnx");
            assertThat(file).matches(Files::exists);
            try (var detector = OnnxDetector.open(
                            file, InferenceOptions.defaults().withThreads(1).withMaxBatch(1));
                    var pictures = new ReferencePictures(
                            detector.model().width(), detector.model().height())) {
                var labels = pictures.images().stream()
                        .map(image -> detector.detect(List.of(image), 0.5f).getFirst().stream()
                                .sorted((a, b) ->
                                        Float.compare(a.box().x0(), b.box().x0()))
                                .map(face -> face.label())
                                .toList())
                        .toList();
                assertThat(labels)
                        .as(model)
                        .containsExactly(
                                List.of(bare, bare), List.of(masked, masked), List.of(bare, masked), List.of());
            }
        }
    }
}
