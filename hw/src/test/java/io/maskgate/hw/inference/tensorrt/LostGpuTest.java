package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.InferenceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CUDA has most errors of a device last until the process ends. */
@Timeout(60)
class LostGpuTest extends ScriptedEngines {
    private Path note() {
        return cache().resolve(Attempts.RESTARTED);
    }

    private Detector lost() {
        lost = Duration.ofMillis(300);
        var detector = accelerated();
        layer.unresettable = true;
        layer.run = ScriptedLayer.Run.LOST;
        assertThat(look(detector, 1).getFirst()).hasSize(1);
        return detector;
    }

    private static void awaitRetries(Detector detector, int more) {
        long before = detector.status().count(Event.RETRY);
        await().until(() -> detector.status().count(Event.RETRY) >= before + more);
    }

    @Test
    void aGpuThatNoResetBringsBackIsLeftToANewProcess() {
        var detector = lost();
        assertThat(detector.status().fatal()).isEmpty();
        await().until(() -> detector.status().fatal().isPresent());
        assertThat(detector.status().fatal().orElseThrow())
                .startsWith("the GPU is lost to this process since ")
                .endsWith(" s: cudaDeviceReset failed: CUDA error 719");
        assertThat(note()).exists();
        assertThat(look(detector, 1).getFirst()).hasSize(1);

        layer.unresettable = false;
        layer.run = ScriptedLayer.Run.RIGHT;
        await().until(() -> detector.status().state() == State.ACCELERATED);
        assertThat(detector.status().fatal()).isEmpty();
    }

    /** The reset answers that all is well, and the next call that it is not. */
    @Test
    void aResetThatBringsNothingBackIsNone() {
        lost = Duration.ofMillis(300);
        var detector = accelerated();
        layer.run = ScriptedLayer.Run.LOST;
        for (int attempt = 0; attempt < 1000; attempt++) {
            layer.loadFaults.add(ScriptedLayer.fault(NativeFault.Kind.DEVICE_LOST, "CUDA error 719"));
        }
        look(detector, 1);
        await().until(() -> detector.status().fatal().isPresent());
        assertThat(layer.calls).contains("reset with 0 open");
    }

    /** As a call that never comes back. */
    @Test
    void aCallThatIsOverdueForTooLongIsLeftToANewProcess() {
        run = Duration.ofMillis(150);
        lost = Duration.ofMillis(300);
        var detector = accelerated();
        layer.run = ScriptedLayer.Run.HANGS;
        look(detector, 1);
        await().until(() -> detector.status().fatal().isPresent());
        assertThat(detector.status().fatal().orElseThrow()).contains("the GPU still holds on to a call");
    }

    /** A GPU that is broken would else interrupt all cameras every few minutes. */
    @Test
    void noNewProcessIsAskedForWithinADayOfTheLast() throws Exception {
        Files.createDirectories(cache());
        Files.createFile(note());
        var detector = lost();
        awaitRetries(detector, 10);
        assertThat(detector.status().fatal()).isEmpty();
        Files.setLastModifiedTime(note(), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        await().until(() -> detector.status().fatal().isPresent());
        assertThat(Files.getLastModifiedTime(note()).toInstant())
                .isAfter(Instant.now().minus(Duration.ofHours(1)));
    }

    /** A new one would know as little. */
    @Test
    void whereTheGpuNeverWorkedOrFailsInSomethingElseTheProcessGoesOn() {
        lost = Duration.ofMillis(1);
        for (int attempt = 0; attempt < 5; attempt++) {
            layer.loadFaults.add(ScriptedLayer.fault(NativeFault.Kind.DEVICE_LOST, "CUDA error 46"));
        }
        var never = open(EngineWish.auto());
        await().until(() -> never.status().count(Event.RETRY) >= 4);
        assertThat(never.status().fatal()).isEmpty();
        never.close();

        layer.loadFaults.clear();
        var detector = accelerated();
        layer.run = ScriptedLayer.Run.FAILS;
        look(detector, 1);
        awaitRetries(detector, 10);
        assertThat(detector.status().fatal()).isEmpty();
    }

    private void aRestartIsAskedFor() {
        lost = Duration.ofMillis(300);
        var detector = open(TENSORRT);
        await().until(() -> detector.status().state() == State.ACCELERATED);
        layer.unresettable = true;
        layer.run = ScriptedLayer.Run.LOST;
        look(detector, 1);
        await().until(() -> detector.status().fatal().isPresent());
        detector.close();
    }

    /** The process that was asked for finds no GPU where only a machine without power brings it back. */
    @Test
    void theRestartThatWasAskedForDoesNotEndInOneWithoutCameras() throws Exception {
        aRestartIsAskedFor();
        layer.gpu = new Gpu.Absent("cuInit: CUDA error 999", "check the driver");
        layer.mayCome = true;
        var next = open(TENSORRT);
        assertThat(look(next, 1).getFirst()).hasSize(1);
        assertThat(next.status().detail()).isEqualTo("cuInit: CUDA error 999; it is looked for again");

        layer.run = ScriptedLayer.Run.RIGHT;
        layer.gpu = ScriptedLayer.ORIN;
        await().until(() -> next.status().state() == State.ACCELERATED);
        next.close();

        layer.gpu = new Gpu.Absent("no driver", "install it");
        String refusal = "engine tensorrt was asked for: no driver; install it";
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> engines().openNow(model, TENSORRT, OPTIONS, cache(), steps::add))
                .withMessage(refusal);
        Files.setLastModifiedTime(note(), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> open(TENSORRT))
                .withMessage(refusal);
    }

    /** A boot is no such restart, and its driver may come a moment after the service: the next start finds it. */
    @Test
    void afterABootTheStartWaitsForTheGpuAgain() throws Exception {
        aRestartIsAskedFor();
        Files.writeString(note(), Files.readString(note()).replaceFirst("\\S+$", "another-boot"));
        layer.gpu = new Gpu.Absent("no driver", "install it");
        assertThatExceptionOfType(InferenceException.class)
                .isThrownBy(() -> open(TENSORRT))
                .withMessage("engine tensorrt was asked for: no driver; install it");

        layer.run = ScriptedLayer.Run.RIGHT;
        layer.gpu = ScriptedLayer.ORIN;
        var next = open(TENSORRT);
        await().until(() -> next.status().state() == State.ACCELERATED);
    }
}
