package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.TestModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an engine that fails, answers wrong or not at all, and of what breaks around it. */
@Timeout(60)
class EngineFaultsTest extends ScriptedEngines {
    @Test
    void memoryThatIsShortIsWaitedFor() {
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.OUT_OF_MEMORY, "out of memory"));
        var detector = accelerated();
        assertThat(detector.engine()).isEqualTo("tensorrt int8");
        assertThat(detector.status().count(Event.RETRY)).isEqualTo(1);
    }

    /** A page cache or a desktop that takes the memory now does so no more some time later. */
    @Test
    void anEngineThatHadNoMemoryToBeBuiltIsBuiltLater() {
        rebuild = Duration.ofHours(1);
        for (var _ : Precision.values()) {
            layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.BUILD_OUT_OF_MEMORY, "Available: 650MB"));
        }
        var detector = open(EngineWish.auto());
        await().until(() -> detector.status().state() != State.PREPARING);
        assertThat(detector.status().state()).isEqualTo(State.WAITING);
        assertThat(detector.status().detail())
                .contains("int8: Available: 650MB; fp16: Available: 650MB", "free some memory")
                .endsWith("tried again after 3600.0 s");
        detector.close();

        rebuild = Duration.ofMillis(20);
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.BUILD_OUT_OF_MEMORY, "Available: 650MB"));
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.REFUSED, "no fp16 here"));
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.BUILD_OUT_OF_MEMORY, "Available: 650MB"));
        assertThat(accelerated().engine()).isEqualTo("tensorrt int8");
    }

    @Test
    void aPrecisionThatHadNoMemoryToBeBuiltGivesWayToTheNext() {
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.BUILD_OUT_OF_MEMORY, "Available: 650MB"));
        var detector = accelerated();
        assertThat(detector.engine()).isEqualTo("tensorrt fp16");
        assertThat(detector.status().count(Event.RETRY)).isZero();

        layer.run = ScriptedLayer.Run.FAILS;
        look(detector, 1);
        layer.run = ScriptedLayer.Run.RIGHT;
        await().until(() -> detector.engine().equals("tensorrt int8"));
    }

    /** Whoever frees it says what keeps its memory: a build that cannot be broken off, and not what waited for one. */
    @Test
    void whatIsClosedIsInPreparationAsLongAsItIsBuilt() {
        layer.mayBuild = new CountDownLatch(1);
        var engines = engines();
        var building = engines.open(model, EngineWish.auto(), OPTIONS, cache());
        await().until(() -> layer.calls.contains("build"));
        var waiting = engines.open(
                model, new EngineWish(EngineWish.Kind.AUTO, Optional.of(Precision.FP16)), OPTIONS, cache());
        await().until(() -> waiting.status().detail().startsWith("waiting"));

        building.close();
        waiting.close();

        assertThat(building.status().state()).isEqualTo(State.PREPARING);
        assertThat(waiting.status().state()).isEqualTo(State.CPU);
        layer.mayBuild.countDown();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("tensorrt-prepare")));
    }

    @Test
    void aPrecisionThatCannotBeBuiltGivesWayToTheNext() {
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.REFUSED, "no such operator"));
        var detector = accelerated();
        assertThat(detector.engine()).isEqualTo("tensorrt fp16");
        assertThat(detector.status().count(Event.BUILD_FAILED)).isEqualTo(1);
    }

    /** The card tells of accuracy, and nothing of what this GPU makes of a file. */
    @Test
    void fp32ServesWhereTheGpuCanDoNothingLess() {
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.REFUSED, "no int8 here"));
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.REFUSED, "no fp16 here"));
        assertThat(accelerated().engine()).isEqualTo("tensorrt fp32");
    }

    @Test
    void answersThatAreNotTheCpusDisableTheEngine() {
        layer.run = ScriptedLayer.Run.WRONG;
        var detector = open(EngineWish.auto());
        await().until(() -> detector.status().state() == State.DISABLED);
        assertThat(detector.status().count(Event.MISMATCH)).isEqualTo(3);
        assertThat(detector.status().detail())
                .startsWith(
                        "no TensorRT engine for model probe: int8: its answers are not the CPU's: scores differ by ")
                .contains("; fp16: its answers are not the CPU's", "; fp32: its answers are not the CPU's");
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

    /** Each batch size has an execution context and a graph of its own, and cameras make up batches of any. */
    @ParameterizedTest
    @EnumSource(names = {"REVERSES_THE_REST", "EMPTIES_THE_REST"})
    void answersThatAreWrongInLargerBatchesAloneDisableTheEngine(ScriptedLayer.Run wrong) {
        layer.run = wrong;
        var detector = open(EngineWish.auto());
        await().until(() -> detector.status().state() != State.PREPARING);
        assertThat(detector.status().state()).isEqualTo(State.DISABLED);
        assertThat(detector.status().count(Event.MISMATCH)).isEqualTo(3);
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
    void aModelThatCannotBeReadNowIsReadLater() throws Exception {
        layer.gpu = new Gpu.Absent("cuInit: CUDA error 999", "check the driver");
        layer.mayCome = true;
        var detector = open(EngineWish.auto());
        for (var file : model.files().values()) {
            Files.move(file, away(file));
        }
        layer.gpu = ScriptedLayer.ORIN;
        await().until(() -> detector.status().count(Event.RETRY) >= 1);
        assertThat(layer.calls).isEmpty();
        // One alone: an attempt that falls between two would take the second. The others' answers are held against this
        // one's.
        var file = model.files().get(Precision.FP32);
        Files.move(away(file), file);
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(detector.engine()).isEqualTo("tensorrt fp32");
    }

    /** The cameras would be looked at by one checkpoint under the tag of another. */
    @Test
    void filesThatWereExchangedSinceTheyWereLoadedAreNotTaken() {
        var detector = accelerated();
        exchange("fedcba9876543210".repeat(4));
        layer.run = ScriptedLayer.Run.FAILS;
        look(detector, 1);
        layer.run = ScriptedLayer.Run.RIGHT;
        await().until(() -> detector.status().count(Event.RETRY) >= 2);
        // Between two attempts: during one its step stands there.
        await().untilAsserted(() -> assertThat(detector.status().detail())
                .contains("expected probe@01234567 as it was loaded, found probe@fedcba98: it was exchanged since"));
        assertThat(detector.status().state()).isNotEqualTo(State.ACCELERATED);
        assertThat(layer.orders).as("built before and once since").hasSizeLessThanOrEqualTo(2);

        exchange("0123456789abcdef".repeat(4));
        await().until(() -> detector.status().state() == State.ACCELERATED);
    }

    private void exchange(String sha) {
        for (var file : model.files().values()) {
            new TestModel().metadata("maskgate.sha", sha).write(file);
        }
    }

    private static Path away(Path file) {
        return file.resolveSibling(file.getFileName() + ".away");
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
}
