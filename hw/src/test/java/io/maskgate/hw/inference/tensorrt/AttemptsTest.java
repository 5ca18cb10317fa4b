package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.LogListener;
import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends the process is not done again and again. */
@Timeout(60)
class AttemptsTest extends ScriptedEngines {
    private static final EngineKey KEY =
            EngineKey.of("m", "aa", ScriptedLayer.ORIN, Precision.INT8, new EngineShape(64, 32, 32, 4, 8));

    private Attempts ofAnotherProcess() {
        return Attempts.ofService(cache());
    }

    private List<Path> left() throws Exception {
        if (!Files.isDirectory(cache())) {
            return List.of();
        }
        try (var files = Files.list(cache())) {
            return files.filter(file -> file.toString().endsWith(Attempts.ENDING))
                    .toList();
        }
    }

    @Test
    void whatEndedTwoProcessesIsRefusedTheThirdForADay() throws Exception {
        for (int process = 0; process < 2; process++) {
            assertThat(ofAnotherProcess().refusal(KEY)).isEmpty();
            ofAnotherProcess().begin(KEY);
        }
        assertThat(ofAnotherProcess().refusal(KEY).orElseThrow())
                .startsWith("the last 2 processes that built or loaded it were ended by that")
                .contains("maskgate engine build");
        Files.setLastModifiedTime(left().getFirst(), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        assertThat(ofAnotherProcess().refusal(KEY)).isEmpty();
        ofAnotherProcess().begin(KEY);
        assertThat(ofAnotherProcess().refusal(KEY).orElseThrow()).startsWith("the last 3 processes");
    }

    @Test
    void whatWentWellOnceIsForgotten() throws Exception {
        ofAnotherProcess().begin(KEY);
        var survivor = ofAnotherProcess();
        survivor.begin(KEY);
        survivor.end(false);
        assertThat(left()).isEmpty();
        ofAnotherProcess().begin(KEY);
        assertThat(ofAnotherProcess().refusal(KEY)).isEmpty();
    }

    @Test
    void aPersonIsNotRefusedAndForgivesTheService() throws Exception {
        ofAnotherProcess().begin(KEY);
        ofAnotherProcess().begin(KEY);
        var person = Attempts.ofPerson(cache());
        assertThat(person.refusal(KEY)).isEmpty();
        person.begin(KEY);
        assertThat(left()).hasSize(1);
        person.end(true);
        assertThat(ofAnotherProcess().refusal(KEY)).isEmpty();
    }

    /** As two processes leave it that were ended by each. */
    private List<Path> bothEndedTwoProcesses() throws Exception {
        var files = new ArrayList<Path>();
        for (var precision : List.of(Precision.INT8, Precision.FP16)) {
            engines().build(model, Optional.of(precision), cache(), steps::add);
        }
        for (var name : cached()) {
            Files.delete(cache().resolve(name));
            files.add(Files.writeString(cache().resolve(name + Attempts.ENDING), "2"));
        }
        layer.calls.clear();
        return files;
    }

    /** As doctor and detect do. */
    @Test
    void whoeverTriesNothingForgivesNothingAndIsToldOfIt() throws Exception {
        var files = bothEndedTwoProcesses();
        try (var detector = engines().openNow(model, EngineWish.auto(), OPTIONS, cache(), steps::add)) {
            assertThat(detector.status().detail())
                    .contains("int8: the last 2 processes that built or loaded it were ended by that")
                    .contains("fp16: the last 2 processes");
        }
        assertThat(layer.calls).isEmpty();
        assertThat(left()).containsExactlyInAnyOrderElementsOf(files);
    }

    /** As root's doctor does, who loads nothing that somebody else wrote. */
    @Test
    void whoeverLoadsNothingIsToldOfItTooAndOfWhatLiesThere() throws Exception {
        var files = bothEndedTwoProcesses();
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().lying(ScriptedLayer.ORIN, model, EngineWish.auto(), cache()))
                .withMessageContaining("int8: the last 2 processes that built or loaded it were ended by that")
                .withMessageContaining("fp16: the last 2 processes")
                .withMessageContaining("fp32: not in the cache");
        assertThat(left()).containsExactlyInAnyOrderElementsOf(files);

        engines().build(model, Optional.of(Precision.FP16), cache(), steps::add);
        layer.calls.clear();
        assertThat(engines().lying(ScriptedLayer.ORIN, model, EngineWish.auto(), cache()))
                .isEqualTo(Precision.FP16);
        assertThat(layer.calls).isEmpty();
    }

    /** As a file lies there that was cut short. */
    @Test
    void whoeverFindsAnEngineThatCannotBeUsedForgivesNothing() throws Exception {
        var files = bothEndedTwoProcesses();
        for (var file : files) {
            String name = String.valueOf(file.getFileName());
            Files.write(file.resolveSibling(name.substring(0, name.length() - Attempts.ENDING.length())), new byte[9]);
        }
        engines()
                .openNow(model, EngineWish.auto(), OPTIONS, cache(), steps::add)
                .close();
        assertThat(left()).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void aBuildByHandForgivesWhereItSucceedsAlone() throws Exception {
        var files = bothEndedTwoProcesses();
        for (int precision = 0; precision < Precision.values().length; precision++) {
            layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.REFUSED, "no such operator"));
        }
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().build(model, Optional.empty(), cache(), steps::add));
        assertThat(left()).containsExactlyInAnyOrderElementsOf(files);

        assertThat(engines().build(model, Optional.empty(), cache(), steps::add))
                .isEqualTo("tensorrt int8");
        assertThat(left()).singleElement().asString().contains("-fp16-");
    }

    @Test
    void theNextPrecisionServesWhereOneEndedTheProcessTwice() throws Exception {
        layer.mayBuild = new CountDownLatch(1);
        var detector = open(EngineWish.auto());
        await().until(() -> left().size() == 1);
        var file = left().getFirst();
        layer.mayBuild.countDown();
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(left()).isEmpty();
        detector.close();
        // As two processes leave it that died meanwhile.
        Files.writeString(file, "2");
        assertThat(accelerated().engine()).isEqualTo("tensorrt fp16");
        assertThat(left()).containsExactly(file);
    }

    @Test
    void aFailureThatTheProcessSurvivesIsNoDeath() throws Exception {
        layer.buildFaults.add(ScriptedLayer.fault(NativeFault.Kind.OUT_OF_MEMORY, "out of memory"));
        layer.loadFaults.add(ScriptedLayer.fault(NativeFault.Kind.DEVICE_LOST, "CUDA error 719"));
        assertThat(accelerated().status().count(Event.RETRY)).isEqualTo(2);
        assertThat(left()).isEmpty();
    }

    /** A build takes minutes; an update or a restart of the machine in these is no fault of TensorRT's. */
    @Test
    void anOrderlyEndDuringABuildIsNoDeath() throws Exception {
        layer.mayBuild = new CountDownLatch(1);
        var detector = open(EngineWish.auto());
        await().until(() -> left().size() == 1);
        detector.close();
        assertThat(left()).isEmpty();
    }

    /** Two models that lost the GPU together are one restart. */
    @Test
    void aRestartBecauseOfTheGpuIsAskedForOnceADayByOneProcess() throws Exception {
        assertThat(Attempts.ofPerson(cache()).mayRestart()).isFalse();
        assertThat(ofAnotherProcess().mayRestart()).isTrue();
        assertThat(ofAnotherProcess().mayRestart()).isTrue();
        var note = Files.writeString(cache().resolve(Attempts.RESTARTED), "1 1970-01-01T00:00:00Z");
        assertThat(ofAnotherProcess().mayRestart()).isFalse();
        Files.setLastModifiedTime(note, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        assertThat(ofAnotherProcess().mayRestart()).isTrue();
        assertThat(Files.readString(note)).startsWith(ProcessHandle.current().pid() + " ");
        Files.delete(note);
        Files.createDirectory(note);
        assertThat(ofAnotherProcess().mayRestart()).isFalse();
    }

    /** Nothing protects the box from an engine that ends the process then. */
    @Test
    void whatCannotBeRememberedIsSaidOnce() throws Exception {
        Files.writeString(cache(), "a file where a folder should be");
        try (var log = LogListener.to(Attempts.class)) {
            var attempts = ofAnotherProcess();
            attempts.begin(KEY);
            attempts.begin(KEY);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING " + cache().resolve(KEY.fileName() + Attempts.ENDING))
                    .contains(
                            "cannot be written; if the engine ends the process, the next start tries it all the same");
        }
    }
}
