package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.TestModel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which engine serves, how it is built and kept, and when it takes over. */
@Timeout(60)
class EnginesTest extends ScriptedEngines {
    @Test
    void onTheCpuPicturesRunOneByOne() {
        var detector = open(CPU);
        assertThat(look(detector, 3)).hasSize(3);
        assertThat(detector.stats().runs()).isEqualTo(3);
        assertThat(detector.stats().pictures()).isEqualTo(3);
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

    /** The first run loads kernels, the second records a graph: in service both would be some camera's delay. */
    @Test
    void everyBatchSizeIsRunTwiceAndThenComparedBeforeItServes() {
        accelerated();
        assertThat(layer.batches).startsWith(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8);
        assertThat(layer.batches.subList(16, layer.batches.size())).contains(1, 2, 3, 4, 5, 6, 7, 8);
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
        layer.gpu = new Gpu.Present("Orin", "8.7", 8, 8L << 30, "R36.4.3", "12.6", "10.3.1");
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

    /** As on a box that is short of memory while it boots: the file is good, and a build would take minutes. */
    @Test
    void aWholeFileThatCannotBeLoadedNowIsKept() throws Exception {
        accelerated().close();
        layer.calls.clear();
        layer.loadFaults.add(ScriptedLayer.fault(
                CudaErrors.kind("createInferRuntime: Error Code 6: API Usage Error (CUDA initialization failure with"
                        + " error: 2. Please check your CUDA installation)"),
                "no memory for the context"));
        var detector = accelerated();
        assertThat(layer.calls).containsExactly("load", "load");
        assertThat(detector.status().count(Event.CACHE_DAMAGED)).isZero();
    }

    @Test
    void anEngineThatCannotBeKeptIsUsedAllTheSame() throws Exception {
        Files.writeString(cache(), "a file where a folder should be");
        assertThat(accelerated().engine()).isEqualTo("tensorrt int8");
    }

    /** Whoever builds by hand wants the file, and nothing else. */
    @Test
    void buildingByHandWhereNothingCanBeKeptIsRefusedBeforeItTakesMinutes() throws Exception {
        Files.writeString(cache(), "a file where a folder should be");
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().build(model, Optional.empty(), cache(), steps::add))
                .withMessageStartingWith(cache() + ": an engine cannot be kept there (")
                .withMessageEndingWith("; run it as the daemon's user, with room on the disk");
        assertThat(layer.calls).isEmpty();
    }

    /** As on a disk that fills up meanwhile. */
    @Test
    void buildingByHandWhatIsNotKeptAfterAllIsAFailure() throws Exception {
        layer.mayBuild = new CountDownLatch(1);
        var built = CompletableFuture.supplyAsync(
                () -> engines().build(model, Optional.of(Precision.FP16), cache(), steps::add));
        await().until(() -> layer.calls.contains("build"));
        Files.deleteIfExists(cache());
        Files.writeString(cache(), "a file where a folder should be");
        layer.mayBuild.countDown();
        assertThat(built)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(InferenceException.class)
                .withMessageContaining("an engine cannot be kept there");
        assertThat(layer.openEngines).hasValue(0);
    }

    /** As with sudo on a fresh box, where the service could neither build nor remember what ended it afterwards. */
    @Test
    void rootDoesNotBuildInAFolderOfTheDaemons() throws Exception {
        Assumptions.assumeTrue(Files.getOwner(folder).getName().equals("root"), "only root can give files away");
        Files.setOwner(
                folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().build(model, Optional.of(Precision.FP16), cache(), steps::add))
                .withMessage(folder
                        + ": expected to be written by its owner nobody, found root, whose files would not be the"
                        + " daemon's; run it so: sudo -u nobody maskgate engine build --model " + folder
                        + "/zoo/probe --precision fp16 --state " + folder);
        assertThat(layer.calls).isEmpty();
        assertThat(cache()).doesNotExist();
    }

    /** Root passed there, the daemon could keep nothing, and the daemon's user was told to be who he was. */
    @Test
    void aFolderThatRootLeftBehindIsToBeGivenBack() throws Exception {
        Assumptions.assumeTrue(Files.getOwner(folder).getName().equals("root"), "only root can give files away");
        Files.createDirectory(cache());
        Files.setOwner(
                folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().build(model, Optional.empty(), cache(), steps::add))
                .withMessage(cache() + ": expected to belong to nobody, as the folder it is in, found root, so that the"
                        + " daemon can keep nothing there; chown -R nobody " + cache());
        assertThat(layer.calls).isEmpty();
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

    private static final String WAITS = "waiting for another engine that is being prepared; the CPU serves meanwhile";

    /** Two builders take the memory of two, and hear each other's errors. */
    @Test
    void oneEngineIsBuiltAfterTheOther() {
        layer.mayBuild = new CountDownLatch(1);
        var engines = engines();
        var fp16 = new EngineWish(EngineWish.Kind.AUTO, Optional.of(Precision.FP16));
        try (var one = engines.open(model, EngineWish.auto(), OPTIONS, cache())) {
            await().until(() -> layer.orders.size() == 1);
            try (var other = engines.open(model, fp16, OPTIONS, cache())) {
                await().until(() -> other.status().detail().equals(WAITS));
                assertThat(look(other, 1)).hasSize(1);
                assertThat(layer.orders).hasSize(1);
                layer.mayBuild.countDown();
                await().until(() -> one.status().state() == State.ACCELERATED);
                await().until(() -> other.status().state() == State.ACCELERATED);
                assertThat(other.engine()).isEqualTo("tensorrt fp16");
                assertThat(layer.orders).hasSize(2);
            }
        }
    }

    /** Else cameras would be the processor's for as long as another model's engine is built, and for ever where that hangs. */
    @Test
    void anEngineThatWasKeptIsLoadedWhileAnotherIsBuilt() {
        var engines = engines();
        try (var kept = engines.open(model, EngineWish.auto(), OPTIONS, cache())) {
            await().until(() -> kept.status().state() == State.ACCELERATED);
        }
        layer.mayBuild = new CountDownLatch(1);
        var fp16 = new EngineWish(EngineWish.Kind.AUTO, Optional.of(Precision.FP16));
        try (var building = engines.open(model, fp16, OPTIONS, cache())) {
            await().until(() -> layer.orders.size() == 2);
            try (var again = engines.open(model, EngineWish.auto(), OPTIONS, cache())) {
                await().until(() -> again.status().state() == State.ACCELERATED);
            }
            assertThat(building.status().state()).isEqualTo(State.PREPARING);
            layer.mayBuild.countDown();
            await().until(() -> building.status().state() == State.ACCELERATED);
        }
    }

    /** As after a reload that changes the processor's threads alone: one death of it would count as two. */
    @Test
    void theSameEngineIsBuiltOnceAndTriedOnce() throws Exception {
        layer.mayBuild = new CountDownLatch(1);
        var engines = engines();
        try (var one = engines.open(model, EngineWish.auto(), OPTIONS, cache());
                var other = engines.open(model, EngineWish.auto(), OPTIONS.withThreads(2), cache())) {
            await().until(() -> List.of(one, other).stream()
                    .anyMatch(detector -> detector.status().detail().equals(WAITS)));
            try (var files = Files.list(cache())) {
                assertThat(files.filter(file -> file.toString().endsWith(Attempts.ENDING)))
                        .singleElement()
                        .satisfies(file -> assertThat(file).hasContent("1"));
            }
            layer.mayBuild.countDown();
            await().until(() -> one.status().state() == State.ACCELERATED);
            await().until(() -> other.status().state() == State.ACCELERATED);
            assertThat(layer.orders).hasSize(1);
        }
    }

    @Test
    void whatNobodyNeedsAnyMoreIsNotBuiltWhenItsTurnComes() {
        layer.mayBuild = new CountDownLatch(1);
        var engines = engines();
        var fp16 = new EngineWish(EngineWish.Kind.AUTO, Optional.of(Precision.FP16));
        try (var one = engines.open(model, EngineWish.auto(), OPTIONS, cache())) {
            await().until(() -> layer.orders.size() == 1);
            try (var other = engines.open(model, fp16, OPTIONS, cache())) {
                await().until(() -> other.status().detail().equals(WAITS));
            }
            layer.mayBuild.countDown();
            await().until(() -> one.status().state() == State.ACCELERATED);
        }
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("tensorrt-prepare")));
        assertThat(layer.orders).hasSize(1);
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
                .withMessage("no driver; install it");
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
                .withMessage("no driver; install it");
    }
}
