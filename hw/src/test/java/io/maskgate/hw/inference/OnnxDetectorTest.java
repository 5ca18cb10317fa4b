package io.maskgate.hw.inference;

import static io.maskgate.hw.inference.MaskLabel.FACEMASK;
import static io.maskgate.hw.inference.MaskLabel.NO_FACEMASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.maskgate.hw.host.ProcessStats;
import io.maskgate.hw.host.ResidentCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxDetectorTest {
    private static final InferenceOptions OPTIONS =
            InferenceOptions.defaults().withThreads(1).withMaxBatch(3);

    @TempDir
    Path folder;

    private final InputPool pool = new InputPool(8, TestModel.WIDTH, TestModel.HEIGHT);
    private final List<InputImage> out = new ArrayList<>();

    @Test
    void modelSaysWhatItIs() {
        try (var detector = open(new TestModel())) {
            assertThat(detector.model())
                    .isEqualTo(new ModelInfo(
                            "probe",
                            TestModel.SHA,
                            TestModel.WIDTH,
                            TestModel.HEIGHT,
                            TestModel.ANCHORS,
                            List.of("facemask", "no facemask")));
            assertThat(detector.model().tag()).isEqualTo("probe@01234567");
            assertThat(detector.engine()).isEqualTo("onnxruntime cpu fp32");
        }
    }

    @Test
    void whatOnlyLoadingNeedsOfTheEnginesCodeDoesNotStayInMemory() {
        try (var detector = open(new TestModel())) {
            detector.detect(List.of(picture(face(10, 10, 20, 20, 255, 0))), 0.5f);
            assertThat(ResidentCode.of("libonnxruntime.so")).isPositive().isLessThan(0.5);
        }
    }

    @Test
    void engineNamesThePrecisionOfTheFile() {
        try (var detector = OnnxDetector.open(new TestModel().write(folder.resolve("int8.onnx")), OPTIONS)) {
            assertThat(detector.engine()).isEqualTo("onnxruntime cpu int8");
        }
    }

    @Test
    void anchorsLeftOpenByTheFileAreFoundByRunningIt() {
        try (var detector = open(new TestModel().openAnchors())) {
            assertThat(detector.model().anchors()).isEqualTo(TestModel.ANCHORS);
            assertThat(detector.detect(List.of(picture(face(10, 10, 20, 20, 255, 0))), 0.5f)
                            .getFirst())
                    .hasSize(1);
        }
    }

    @Test
    void onePictureGivesItsFacesBestFirst() {
        try (var detector = open(new TestModel())) {
            var image = picture(face(2, 4, 10, 12, 0, 204), face(20, 4, 28, 12, 255, 0), face(0, 0, 6, 6, 100, 100));

            assertThat(detector.detect(List.of(image), 0.5f))
                    .containsExactly(List.of(
                            new Detection(new Box(20, 4, 28, 12), FACEMASK, 1f),
                            new Detection(new Box(2, 4, 10, 12), NO_FACEMASK, 204 * (float) (1 / 255.0))));
        }
    }

    @Test
    void batchAnswersAsItsPicturesOneByOne() {
        try (var detector = open(new TestModel())) {
            var images = new ArrayList<InputImage>();
            for (int i = 0; i < 7; i++) {
                images.add(picture(face(2 * i, 4, 2 * i + 8, 12, 255 - i, 0)));
            }

            var together = detector.detect(images, 0.5f);

            assertThat(together).hasSize(7);
            for (int i = 0; i < images.size(); i++) {
                assertThat(together.get(i))
                        .containsExactly(new Detection(
                                new Box(2 * i, 4, 2 * i + 8, 12), FACEMASK, (255 - i) * (float) (1 / 255.0)));
                assertThat(detector.detect(List.of(images.get(i)), 0.5f).getFirst())
                        .isEqualTo(together.get(i));
            }
            // 7 in batches of 3, 3, 1, then 7 alone
            assertThat(detector.stats().runs()).isEqualTo(10);
            assertThat(detector.stats().pictures()).isEqualTo(14);
        }
    }

    @Test
    void boxesComeBackInPixelsOfTheSourcePicture() {
        try (var detector = open(new TestModel())) {
            // 1280 x 320 in 64 x 32: scale 1/20, content 64 x 16, 8 rows of padding above
            var image = picture(face(10, 12, 14, 20, 255, 0));
            image.letterbox(Letterbox.fit(1280, 320, TestModel.WIDTH, TestModel.HEIGHT));

            assertThat(detector.detect(List.of(image), 0.5f).getFirst())
                    .containsExactly(new Detection(new Box(200, 80, 280, 240), FACEMASK, 1f));
        }
    }

    @Test
    void boxInThePaddingIsDroppedAndCounted() {
        try (var detector = open(new TestModel())) {
            var image = picture(face(10, 0, 14, 8, 255, 0));
            image.letterbox(Letterbox.fit(1280, 320, TestModel.WIDTH, TestModel.HEIGHT));

            assertThat(detector.detect(List.of(image), 0.5f).getFirst()).isEmpty();
            assertThat(detector.stats().outside()).isEqualTo(1);
        }
    }

    @Test
    void countersTellWhatBecameOfThePredictions() {
        try (var detector = open(new TestModel())) {
            // two on one face, one elsewhere, one too faint
            var image = picture(
                    face(2, 4, 10, 12, 255, 0),
                    face(2, 4, 10, 12, 250, 0),
                    face(30, 4, 38, 12, 0, 240),
                    face(40, 4, 48, 12, 100, 0));
            detector.detect(List.of(image), 0.5f);

            var stats = detector.stats();
            assertThat(stats.candidates()).isEqualTo(3);
            assertThat(stats.suppressed()).isEqualTo(1);
            assertThat(stats.detections()).isEqualTo(2);
            assertThat(stats.failures()).isZero();
            assertThat(stats.engineNanos()).isPositive();
        }
    }

    @Test
    void callsThatCannotBeRightAreRefused() {
        var other = new InputPool(1, 32, 32).acquire().orElseThrow();
        var detector = open(new TestModel());
        try (detector) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> detector.detect(List.of(other), 0.5f))
                    .withMessage("image is 32x32, expected 64x32 as model probe@01234567");
            assertThatIllegalArgumentException().isThrownBy(() -> detector.detect(List.of(), 0.5f));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> detector.detect(List.of(picture()), Float.NaN))
                    .withMessage("minScore is NaN, expected 0 to 1");
        }
        detector.close();
        assertThatIllegalStateException().isThrownBy(() -> detector.detect(List.of(picture()), 0.5f));
    }

    @Test
    void closingGivesTheMemoryBack() {
        // 8 MiB of weights each; 40 kept open would be 320 MiB
        var file = new TestModel().ballast(2 << 20).write(folder.resolve("fp32.onnx"));
        var process = ProcessStats.ofThisProcess();
        for (int i = 0; i < 5; i++) {
            OnnxDetector.open(file, OPTIONS).close();
        }
        long before = process.residentBytes().orElseThrow();
        int threads = process.threads().orElseThrow();
        for (int i = 0; i < 40; i++) {
            try (var detector = OnnxDetector.open(file, OPTIONS.withThreads(2))) {
                detector.detect(List.of(picture()), 0.5f);
            } finally {
                returnAll();
            }
        }
        assertThat(process.residentBytes().orElseThrow() - before).isLessThan(100L << 20);
        assertThat(process.threads().orElseThrow()).isLessThan(threads + 20);
    }

    private OnnxDetector open(TestModel model) {
        return OnnxDetector.open(model.write(folder.resolve("fp32.onnx")), OPTIONS);
    }

    private void returnAll() {
        out.forEach(InputImage::close);
        out.clear();
    }

    private static int[] face(int x0, int y0, int x1, int y1, int facemask, int noFacemask) {
        return new int[] {x0 / 2, y0 / 2, x1 / 2, y1 / 2, facemask, noFacemask};
    }

    private InputImage picture(int[]... faces) {
        var image = pool.acquire().orElseThrow();
        out.add(image);
        for (int i = 0; i < image.pixels().capacity(); i++) {
            image.pixels().put(i, (byte) 0);
        }
        for (int f = 0; f < faces.length; f++) {
            for (int i = 0; i < 6; i++) {
                image.pixels().put(f * 6 + i, (byte) faces[f][i]);
            }
        }
        return image;
    }
}
