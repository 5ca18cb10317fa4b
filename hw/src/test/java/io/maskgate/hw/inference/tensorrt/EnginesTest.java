package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.TestModel;
import io.maskgate.hw.inference.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything above the native layer, on a GPU that does as it is told. */
@Timeout(60)
class EnginesTest {
    private static final InferenceOptions OPTIONS =
            InferenceOptions.defaults().withThreads(1).withMaxBatch(3);
    private static final EngineWish TENSORRT = new EngineWish(EngineWish.Kind.TENSORRT, Optional.empty());
    private static final EngineWish CPU = new EngineWish(EngineWish.Kind.CPU, Optional.empty());

    @TempDir
    Path folder;

    private final InputPool pool = new InputPool(8, TestModel.WIDTH, TestModel.HEIGHT);
    private final List<String> steps = new ArrayList<>();
    private ScriptedLayer layer;
    private ZooModel model;
    private boolean int8Passed = true;
    private Detector opened;

    @BeforeEach
    void install() throws Exception {
        var dir = Files.createDirectories(folder.resolve("zoo/probe"));
        for (var precision : Precision.values()) {
            new TestModel().write(dir.resolve(precision.fileName()));
        }
        model = new ModelZoo(List.of(folder.resolve("zoo"))).resolve(dir.toString());
        layer = new ScriptedLayer(dir.resolve("fp32.onnx"));
    }

    @AfterEach
    void close() {
        layer.hanging.countDown();
        layer.mayBuild.countDown();
        if (opened != null) {
            opened.close();
        }
    }

    /** A call of the GPU may take so long; a test machine may halt for a moment. */
    private Duration run = Duration.ofSeconds(5);

    private Engines engines() {
        AccuracyCheck check = (asked, precision) -> precision == Precision.INT8 && !int8Passed
                ? Optional.of("int8 was found too inaccurate")
                : AccuracyCheck.ofCard().refusal(asked, precision).filter(_ -> precision != Precision.INT8);
        return new Engines(layer, check, new Engines.Timing(run, Duration.ofMillis(20), Duration.ofMillis(80)));
    }

    private Path cache() {
        return folder.resolve("engines");
    }

    private Detector open(EngineWish wish) {
        opened = engines().open(model, wish, OPTIONS, cache());
        return opened;
    }

    private Detector accelerated() {
        var detector = open(EngineWish.auto());
        await().until(() -> detector.status().state() == State.ACCELERATED);
        return detector;
    }

    private List<List<Detection>> look(Detector detector, int pictures) {
        var images = new ArrayList<InputImage>();
        for (int i = 0; i < pictures; i++) {
            var image = pool.acquire().orElseThrow();
            byte[] face = {(byte) (1 + i), 2, (byte) (5 + i), 6, (byte) 255, 0};
            for (int b = 0; b < image.pixels().capacity(); b++) {
                image.pixels().put(b, b < face.length ? face[b] : 0);
            }
            images.add(image);
        }
        try {
            return detector.detect(images, 0.5f);
        } finally {
            images.forEach(InputImage::close);
        }
    }

    @Test
    void onTheCpuPicturesRunOneByOne() {
        var detector = open(CPU);
        assertThat(look(detector, 3)).hasSize(3);
        assertThat(detector.stats().runs()).isEqualTo(3);
        assertThat(detector.stats().pictures()).isEqualTo(3);
    }

    private List<String> cached() throws Exception {
        if (!Files.isDirectory(cache())) {
            return List.of();
        }
        try (var files = Files.list(cache())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".engine"))
                    .toList();
        }
    }

    @Test
    void withoutAGpuTheCpuServesAndSaysWhy() {
        layer.gpu = new Gpu.Absent("no driver", "install it");
        var detector = open(EngineWish.auto());
        assertThat(detector.engine()).isEqualTo("onnxruntime cpu fp32");
        assertThat(detector.status().state()).isEqualTo(State.CPU);
        assertThat(detector.status().detail()).isEqualTo("no driver");
        assertThat(look(detector, 2))
                .hasSize(2)
                .allSatisfy(found -> assertThat(found).hasSize(1));
    }

    /** As at boot, when the driver comes up later than the gateway. */
    @Test
    void aGpuThatComesLaterServesWithoutARestart() {
        layer.gpu = new Gpu.Absent("cuInit: CUDA error 999", "check the driver");
        layer.mayCome = true;
        var detector = open(EngineWish.auto());
        assertThat(detector.status().state()).isEqualTo(State.CPU);
        assertThat(detector.status().detail()).isEqualTo("cuInit: CUDA error 999; it is looked for again");
        var onCpu = look(detector, 3);

        layer.gpu = ScriptedLayer.ORIN;

        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(detector.engine()).isEqualTo("tensorrt int8");
        assertThat(look(detector, 3)).isEqualTo(onCpu);
    }

    @Test
    void tensorRtAskedForAndMissingIsRefusedWithReasonAndRemedy() {
        layer.gpu = new Gpu.Absent("no driver", "install it");
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> open(TENSORRT))
                .withMessage("engine tensorrt was asked for: no driver; install it");
    }

    @Test
    void theCpuAskedForIsNeverLeft() {
        var detector = open(CPU);
        assertThat(detector.engine()).isEqualTo("onnxruntime cpu fp32");
        assertThat(layer.calls).isEmpty();
    }

    @Test
    void theCpuServesWhileTheEngineIsBuiltAndThenHandsOver() throws Exception {
        layer.mayBuild = new CountDownLatch(1);
        var detector = open(EngineWish.auto());
        await().until(() -> layer.calls.contains("build"));
        var meanwhile = look(detector, 5);
        assertThat(detector.status().state()).isEqualTo(State.PREPARING);
        assertThat(detector.status().detail())
                .isEqualTo("building tensorrt int8 for Orin, this takes minutes; the CPU serves meanwhile");
        assertThat(detector.engine()).isEqualTo("onnxruntime cpu fp32");

        layer.mayBuild.countDown();
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(detector.engine()).isEqualTo("tensorrt int8");
        assertThat(detector.status().count(Event.SWAP)).isEqualTo(1);
        assertThat(detector.status().count(Event.BUILD)).isEqualTo(1);
        long runs = detector.stats().runs();
        assertThat(look(detector, 5)).isEqualTo(meanwhile);
        // one by one on the CPU, then in batches of 3 and 2
        assertThat(runs).isEqualTo(5);
        assertThat(detector.stats().runs()).isEqualTo(7);
        assertThat(detector.stats().detections()).isEqualTo(10);
        assertThat(cached()).hasSize(1);
    }

    @Test
    void theBuilderGetsTheFileItsShapesAndASixteenthOfTheMemory() throws Exception {
        accelerated();
        var order = layer.orders.getFirst();
        assertThat(order.onnx()).isEqualTo(Files.readAllBytes(model.files().get(Precision.INT8)));
        assertThat(order.shape())
                .isEqualTo(new EngineShape(TestModel.WIDTH, TestModel.HEIGHT, TestModel.ANCHORS, 4, 8));
        assertThat(order.workspaceBytes()).isEqualTo(512L << 20);
        assertThat(order.timingCache()).isEmpty();
    }

    @Test
    void theSecondStartFindsTheEngine() throws Exception {
        accelerated().close();
        layer.calls.clear();
        var detector = accelerated();
        assertThat(layer.calls).containsExactly("load");
        assertThat(detector.status().count(Event.CACHE_HIT)).isEqualTo(1);
        assertThat(detector.status().count(Event.BUILD)).isZero();
    }

    @Test
    void anotherTensorRtIsAnotherEngineAndUsesNoOldTimings() throws Exception {
        accelerated().close();
        layer.gpu = new Gpu.Present("Orin", "8.7", 8L << 30, "R36.4.3", "12.6", "10.3.1");
        accelerated();
        assertThat(layer.orders).hasSize(2);
        assertThat(layer.orders.get(1).timingCache()).isEmpty();
        assertThat(cached()).hasSize(2);
    }

    @Test
    void aDamagedFileIsBuiltAgain() throws Exception {
        accelerated().close();
        var file = cache().resolve(cached().getFirst());
        Files.write(file, new byte[1000]);
        var detector = accelerated();
        assertThat(detector.status().count(Event.CACHE_DAMAGED)).isEqualTo(1);
        assertThat(detector.status().count(Event.BUILD)).isEqualTo(1);
        assertThat(layer.orders.get(1).timingCache()).isPresent();
        assertThat(Files.size(file)).isNotEqualTo(1000);
    }

    @Test
    void aWholeFileThatTensorRtRefusesIsBuiltAgain() throws Exception {
        accelerated().close();
        layer.calls.clear();
        layer.loadFaults.add(ScriptedLayer.fault(NativeFault.Kind.REFUSED, "made by another version"));
        var detector = accelerated();
        assertThat(layer.calls).containsExactly("load", "build", "load");
        assertThat(detector.status().count(Event.CACHE_DAMAGED)).isEqualTo(1);
    }

    @Test
    void anEngineThatCannotBeKeptIsUsedAllTheSame() throws Exception {
        Files.writeString(cache(), "a file where a folder should be");
        assertThat(accelerated().engine()).isEqualTo("tensorrt int8");
    }

    @Test
    void int8IsNotOfferedUnlessItsAccuracyWasChecked() {
        int8Passed = false;
        assertThat(accelerated().engine()).isEqualTo("tensorrt fp16");
        var wish = new EngineWish(EngineWish.Kind.AUTO, Optional.of(Precision.INT8));
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().open(model, wish, OPTIONS, cache()))
                .withMessage("precision int8 was asked for: int8 was found too inaccurate, or use precision auto");
    }

    @Test
    void aPrecisionWithoutAFileIsRefused() throws Exception {
        Files.delete(folder.resolve("zoo/probe/fp16.onnx"));
        model = new ModelZoo(List.of(folder.resolve("zoo"))).resolve(model.dir().toString());
        var wish = new EngineWish(EngineWish.Kind.TENSORRT, Optional.of(Precision.FP16));
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> open(wish))
                .withMessage("precision fp16 was asked for: model probe has no fp16.onnx; "
                        + "maskgate quantize makes it, or use precision auto");
        int8Passed = false;
        assertThat(accelerated().engine()).isEqualTo("tensorrt fp32");
    }

    @Test
    void aPrecisionThatCannotBeBuiltGivesWayToTheNext() {
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.REFUSED, "no such operator"));
        var detector = accelerated();
        assertThat(detector.engine()).isEqualTo("tensorrt fp16");
        assertThat(detector.status().count(Event.BUILD_FAILED)).isEqualTo(1);
    }

    @Test
    void memoryThatIsShortIsWaitedFor() {
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.OUT_OF_MEMORY, "out of memory"));
        var detector = accelerated();
        assertThat(detector.engine()).isEqualTo("tensorrt int8");
        assertThat(detector.status().count(Event.RETRY)).isEqualTo(1);
    }

    @Test
    void answersThatAreNotTheCpusDisableTheEngine() {
        layer.run = ScriptedLayer.Run.WRONG;
        var detector = open(EngineWish.auto());
        await().until(() -> detector.status().state() == State.DISABLED);
        assertThat(detector.status().count(Event.MISMATCH)).isEqualTo(2);
        assertThat(detector.status().detail())
                .startsWith(
                        "no TensorRT engine for model probe: int8: its answers are not the CPU's: scores differ by ")
                .contains("; fp16: its answers are not the CPU's");
        assertThat(detector.engine()).isEqualTo("onnxruntime cpu fp32");
        assertThat(look(detector, 1).getFirst()).hasSize(1);
        await().until(() -> layer.openEngines.get() == 0);
    }

    @Test
    void answersThatAreNoNumbersDisableTheEngineAndALittleNoiseDoesNot() {
        layer.run = ScriptedLayer.Run.NOT_A_NUMBER;
        var detector = open(EngineWish.auto());
        await().until(() -> detector.status().state() == State.DISABLED);
        detector.close();
        layer.run = ScriptedLayer.Run.NEARLY;
        assertThat(accelerated().engine()).isEqualTo("tensorrt int8");
    }

    @Test
    void aFailureRepeatsTheBatchOnTheCpuAndTheGpuIsTriedAgain() {
        var detector = accelerated();
        var expected = look(detector, 3);
        layer.run = ScriptedLayer.Run.FAILS;
        assertThat(look(detector, 3)).isEqualTo(expected);
        assertThat(detector.stats().failures()).isEqualTo(1);
        assertThat(detector.status().count(Event.FALL_BACK)).isEqualTo(1);
        assertThat(detector.engine()).isEqualTo("onnxruntime cpu fp32");
        assertThat(look(detector, 3)).isEqualTo(expected);

        await().until(() -> detector.status().count(Event.RETRY) >= 2);
        layer.run = ScriptedLayer.Run.RIGHT;
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(detector.status().count(Event.SWAP)).isEqualTo(2);
        assertThat(look(detector, 3)).isEqualTo(expected);
        assertThat(detector.stats().failures()).isEqualTo(1);
    }

    /** A disk that is gone for a moment, no memory for a thread: no reason to do without the GPU until the next start. */
    @Test
    void whatBreaksWhileAnEngineIsPreparedIsTriedAgain() {
        layer.atLoad.add(() -> {
            throw new InferenceException("model probe: cannot be read");
        });
        layer.atLoad.add(() -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        var detector = accelerated();
        assertThat(detector.status().count(Event.RETRY)).isEqualTo(2);
        assertThat(layer.calls).containsExactly("build", "load", "load", "load");
    }

    @Test
    void aLookForALateGpuThatBreaksIsRepeated() {
        layer.gpu = new Gpu.Absent("cuInit: CUDA error 999", "check the driver");
        layer.mayCome = true;
        var detector = open(EngineWish.auto());
        layer.atProbe.add(() -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        await().until(() -> layer.atProbe.isEmpty());
        layer.gpu = ScriptedLayer.ORIN;
        await().until(() -> detector.status().state() == State.ACCELERATED);
    }

    @Test
    void aLostDeviceIsResetOnceNothingIsOpen() {
        var detector = accelerated();
        layer.run = ScriptedLayer.Run.LOST;
        assertThat(look(detector, 1).getFirst()).hasSize(1);
        layer.run = ScriptedLayer.Run.RIGHT;
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(layer.calls).contains("reset with 0 open");
    }

    @Test
    void aGpuThatHangsCostsLessThanASecondAndIsLeftAloneUntilItComesBack() {
        run = Duration.ofMillis(150);
        var detector = accelerated();
        var expected = look(detector, 3);
        layer.run = ScriptedLayer.Run.HANGS;
        long start = System.nanoTime();
        assertThat(look(detector, 3)).isEqualTo(expected);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        layer.run = ScriptedLayer.Run.RIGHT;

        await().until(() -> detector.status().count(Event.RETRY) >= 2);
        assertThat(detector.status().detail()).startsWith("the GPU still holds on to a call that is overdue");
        assertThat(layer.openEngines).hasValue(1);
        layer.hanging.countDown();
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(layer.openEngines).hasValue(1);
    }

    @Test
    void closingDoesNotWaitForABuild() {
        layer.mayBuild = new CountDownLatch(1);
        var detector = open(EngineWish.auto());
        await().until(() -> layer.calls.contains("build"));
        long start = System.nanoTime();
        detector.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        layer.mayBuild.countDown();
        // what was built is kept, and nothing stays open
        await().until(() -> cached().size() == 1);
        await().until(() -> layer.calls.contains("load") && layer.openEngines.get() == 0);
    }

    @Test
    void nowMeansBuiltWhenAskedForAndCachedOtherwise() throws Exception {
        try (var detector = engines().openNow(model, EngineWish.auto(), OPTIONS, cache(), steps::add)) {
            assertThat(detector.engine()).isEqualTo("onnxruntime cpu fp32");
            assertThat(detector.status().detail()).contains("maskgate engine build");
        }
        assertThat(layer.calls).isEmpty();
        try (var detector = engines().openNow(model, TENSORRT, OPTIONS, cache(), steps::add)) {
            assertThat(detector.engine()).isEqualTo("tensorrt int8");
        }
        assertThat(steps)
                .containsExactly(
                        "building tensorrt int8 for Orin, this takes minutes", "comparing tensorrt int8 with the CPU");
        try (var detector = engines().openNow(model, EngineWish.auto(), OPTIONS, cache(), steps::add)) {
            assertThat(detector.engine()).isEqualTo("tensorrt int8");
        }
    }

    @Test
    void nowAskedForAndNotComingAboutIsRefused() {
        layer.run = ScriptedLayer.Run.WRONG;
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().openNow(model, TENSORRT, OPTIONS, cache(), steps::add))
                .withMessageContaining("engine tensorrt was asked for: no TensorRT engine for model probe: int8:");
        await().until(() -> layer.openEngines.get() == 0);
    }

    @Test
    void aGpuThatComesWhileItsAbsenceIsToldIsNoFault() {
        layer.probes.add(new Gpu.Absent("no driver", "install it"));
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().build(model, Optional.empty(), cache(), steps::add))
                .withMessage("engine build: no driver; install it");
    }

    @Test
    void buildingByHandLeavesAnEngineThatTheNextStartFinds() throws Exception {
        assertThat(engines().build(model, Optional.of(Precision.FP16), cache(), steps::add))
                .isEqualTo("tensorrt fp16");
        assertThat(cached()).hasSize(1).first().asString().startsWith("probe-fp16-");
        assertThat(layer.openEngines).hasValue(0);
        layer.gpu = new Gpu.Absent("no driver", "install it");
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().build(model, Optional.empty(), cache(), steps::add))
                .withMessage("engine build: no driver; install it");
    }
}
