package io.maskgate.tests.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.hw.inference.tensorrt.EngineWish;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.inference.tensorrt.Gpu;
import io.maskgate.tests.support.RealPictures;
import io.maskgate.tests.support.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Builds, loads, compares and times every precision of the default model. Takes as long as the builds do. */
@Tag("gpu")
class GpuSuiteTest {
    private static final InferenceOptions OPTIONS = InferenceOptions.defaults().withMaxBatch(Engines.MAX_BATCH);
    private static final Duration MEASURING = Duration.ofSeconds(5);
    private static final Duration BUILDING = Duration.ofMinutes(30);
    private static final float THRESHOLD = 0.5f;
    private static final double SAME_FACE = 0.6;

    @TempDir
    static Path cache;

    private final Engines engines = Engines.ofThisHost();
    private final ZooModel model = new ModelZoo(List.of(Repository.root().resolve("models/zoo"))).defaultModel();

    @BeforeAll
    static void thereIsAGpu() {
        switch (Engines.ofThisHost().probe()) {
            case Gpu.Absent absent -> {
                String text = "GPU suite: nothing was run: " + absent.text();
                System.out.println(text);
                Assumptions.abort(text);
            }
            case Gpu.Present gpu -> System.out.println("GPU suite on " + gpu.text());
        }
    }

    /** What is the least of faces in common with fp32 on the processor. */
    private static double leastShare(Precision precision) {
        return switch (precision) {
            case FP32 -> 0.995;
            case FP16 -> 0.98;
            case INT8 -> 0.9;
        };
    }

    @ParameterizedTest
    @EnumSource
    void everyPrecisionFindsWhatTheProcessorFinds(Precision precision) throws Exception {
        long start = System.nanoTime();
        try (var gpu = open(precision)) {
            say(precision, "ready after %.1f s", (System.nanoTime() - start) / 1e9);
            var pictures = RealPictures.of(RealPictures.clips(), gpu.model(), 12);
            var found = all(gpu, pictures);
            try (var cpu = OnnxDetector.open(model.onnx(Precision.FP32), OPTIONS)) {
                var agreement = Agreement.of(all(cpu, pictures), found, SAME_FACE);
                say(precision, "against onnxruntime fp32 on %d pictures: %s", pictures.size(), agreement.text());
                assertThat(agreement.expected()).isGreaterThan(10);
                assertThat(agreement.share()).isGreaterThanOrEqualTo(leastShare(precision));
            }
            try (var cpu = OnnxDetector.open(model.onnx(precision), OPTIONS)) {
                say(
                        precision,
                        "against its own file on onnxruntime: %s",
                        Agreement.of(all(cpu, pictures), found, SAME_FACE).text());
            }
            for (int batch : new int[] {1, 4, Engines.MAX_BATCH}) {
                say(precision, "%s", Speed.of(gpu, pictures, batch, MEASURING).text());
            }
            assertThat(gpu.status().state()).isEqualTo(State.ACCELERATED);
            assertThat(gpu.stats().failures()).isZero();
        }
    }

    /** Each size has its own context and graph. */
    @Test
    void everyBatchSizeAnswersAsItsPicturesOneByOne() throws Exception {
        try (var gpu = open(Precision.FP32)) {
            var pictures = RealPictures.of(RealPictures.clips(), gpu.model(), Engines.MAX_BATCH)
                    .subList(0, Engines.MAX_BATCH);
            var alone = new ArrayList<List<Detection>>();
            pictures.forEach(
                    picture -> alone.add(gpu.detect(List.of(picture), THRESHOLD).getFirst()));
            for (int round = 0; round < 3; round++) {
                for (int batch = 1; batch <= pictures.size(); batch++) {
                    var found = gpu.detect(pictures.subList(0, batch), THRESHOLD);
                    assertThat(Agreement.of(alone.subList(0, batch), found, 0.9).share())
                            .isEqualTo(1);
                }
            }
        }
    }

    @Test
    void theSecondStartLoadsAndADamagedFileIsBuiltAgain() throws Exception {
        open(Precision.FP32).close();
        long start = System.nanoTime();
        try (var gpu = open(Precision.FP32)) {
            say(Precision.FP32, "from the cache ready after %.1f s", (System.nanoTime() - start) / 1e9);
            assertThat(gpu.status().count(Event.CACHE_HIT)).isEqualTo(1);
            assertThat(gpu.status().count(Event.BUILD)).isZero();
        }
        try (var files = Files.list(cache)) {
            for (var file :
                    files.filter(each -> each.toString().contains("-fp32-")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        try (var gpu = open(Precision.FP32)) {
            assertThat(gpu.status().count(Event.CACHE_DAMAGED)).isEqualTo(1);
            assertThat(gpu.status().count(Event.BUILD)).isEqualTo(1);
        }
    }

    @Test
    void theProcessorServesUntilTheEngineIsReady(@TempDir Path empty) throws Exception {
        try (var detector = engines.open(model, EngineWish.auto(), OPTIONS, empty)) {
            var pictures = RealPictures.of(RealPictures.clips(), detector.model(), 2);
            assertThat(detector.status().state()).isEqualTo(State.PREPARING);
            var before = all(detector, pictures);
            await().atMost(BUILDING).until(() -> detector.status().state() == State.ACCELERATED);
            var agreement = Agreement.of(before, all(detector, pictures), SAME_FACE);
            System.out.println("after the swap to " + detector.engine() + ": " + agreement.text());
            assertThat(agreement.share()).isGreaterThanOrEqualTo(leastShare(Precision.INT8));
        }
    }

    private Detector open(Precision precision) {
        try {
            var wish = new EngineWish(EngineWish.Kind.TENSORRT, Optional.of(precision));
            return engines.openNow(model, wish, OPTIONS, cache, System.out::println);
        } catch (InferenceException e) {
            if (String.valueOf(e.getMessage()).startsWith("precision ")) {
                say(precision, "nothing was run: %s", e.getMessage());
                Assumptions.abort(e.getMessage());
            }
            throw e;
        }
    }

    private static List<List<Detection>> all(Detector detector, List<InputImage> pictures) {
        return detector.detect(pictures, THRESHOLD);
    }

    private static void say(Precision precision, String text, Object... values) {
        System.out.println(precision.text() + ": " + String.format(Locale.ROOT, text, values));
    }
}
