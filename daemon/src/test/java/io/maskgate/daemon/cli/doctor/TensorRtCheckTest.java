package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.cli.Typed;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.tensorrt.EngineWish;
import io.maskgate.hw.inference.tensorrt.Engines;
import io.maskgate.hw.inference.tensorrt.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorRtCheckTest {
    private static final String GPU =
            "Orin (compute capability 8.7, 7620 MiB), driver 36.4, CUDA 12.6, TensorRT 10.3.0";

    @Test
    void anEngineThatAnswersIsNamedWithItsTime() {
        var status = new EngineStatus(EngineStatus.State.ACCELERATED, "tensorrt fp16", "", Map.of());
        assertThat(TensorRtCheck.judge(GPU, status, 2.94))
                .isEqualTo(Finding.ok(GPU + "; tensorrt fp16 agrees with the processor, 2.9 ms for a picture"));
    }

    @Test
    void aGpuWithoutAnEngineIsAWarningWithWhatBuildsIt() {
        var status = new EngineStatus(
                EngineStatus.State.DISABLED, "onnxruntime cpu int8", "fp16: not in the cache", Map.of());
        var finding = TensorRtCheck.judge(GPU, status, 11);
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).endsWith("the processor serves: fp16: not in the cache");
        assertThat(finding.remedy()).contains("maskgate engine build");
    }

    @Test
    void tensorRtAskedForAndMissingIsAFailureElseTheProcessorWillDo() {
        Assumptions.assumeTrue(Engines.ofThisHost().probe() instanceof Gpu.Absent, "this machine has a GPU");
        var failed = check(EngineWish.Kind.TENSORRT).look();
        assertThat(failed.state()).isEqualTo(Finding.State.FAILED);
        assertThat(failed.text()).contains("expected");
        assertThat(failed.remedy()).contains("model.engine");
        assertThat(check(EngineWish.Kind.AUTO).look().text()).startsWith("the processor serves: ");
    }

    /** The GPU was bought, a library is missing, and doctor found all well. */
    @Test
    void whatIsMissingForAGpuIsAWarningWhereThereIsOne() {
        var absent = new Gpu.Absent("TensorRT: expected libcudart.so.12, found no such library", "install it");
        assertThat(check(EngineWish.Kind.AUTO, Optional.empty(), true).look(absent))
                .isEqualTo(Finding.warning("the processor serves: " + absent.reason(), "install it"));
        var ok = Finding.ok("the processor serves: " + absent.text());
        assertThat(check(EngineWish.Kind.AUTO, Optional.empty(), false).look(absent))
                .isEqualTo(ok);
        assertThat(check(EngineWish.Kind.CPU, Optional.empty(), true).look(absent))
                .isEqualTo(ok);
    }

    /** Root loads nothing of the service's user, and is told all the same. */
    @Test
    void whatIsNotLoadedIsAWarningTooWhereTheServiceFindsNoEngine(@TempDir Path state) {
        var gpu = orin();
        var model = new ModelZoo(List.of(Typed.zoo())).resolve("probe");
        var check = new TensorRtCheck(
                Engines.ofThisHost(),
                () -> model,
                EngineWish.auto(),
                state.resolve("engines"),
                Optional.empty(),
                () -> true);
        var finding = check.lying(gpu, model, "maskgate");
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).contains("the processor serves: ", "fp32: not in the cache");
        assertThat(finding.remedy())
                .endsWith("as its user: sudo -u maskgate maskgate engine build --model " + model.dir() + " --state "
                        + state);
        assertThat(state).isEmptyDirectory();
    }

    /** Whoever types doctor sees the GPU, and his engine runs; the service is on the processor for ever. */
    @Test
    void aGpuThatTheServiceDoesNotSeeIsNamedWithWhatOpensIt(@TempDir Path root) throws Exception {
        Path unit = root.resolve("usr/lib/systemd/system/maskgate.service");
        Files.createDirectories(unit.getParent());
        Files.copy(Path.of("../systemd/maskgate.service"), unit);
        var service = Optional.of(new ServiceUnit(root));
        assertThat(check(EngineWish.Kind.AUTO, service).look(orin()).text())
                .as("where nobody starts it by that unit")
                .endsWith("no picture was run: the model cannot be used");
        Files.createDirectories(root.resolve("run/systemd/system"));
        var finding = check(EngineWish.Kind.AUTO, service).look(orin());
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).endsWith("; the service does not see it (PrivateDevices=yes)");
        assertThat(finding.remedy())
                .startsWith("sudo mkdir -p /etc/systemd/system/maskgate.service.d && sudo ln -sb"
                        + " /usr/share/maskgate/gpu.conf /etc/systemd/system/maskgate.service.d/gpu.conf")
                .contains("daemon-reload", "restart maskgate");
        assertThat(check(EngineWish.Kind.TENSORRT, service).look(orin()).state())
                .isEqualTo(Finding.State.FAILED);
        assertThat(check(EngineWish.Kind.CPU, service).look(orin()).state()).isEqualTo(Finding.State.OK);

        Path dropIn = root.resolve("etc/systemd/system/maskgate.service.d/gpu.conf");
        Files.createDirectories(dropIn.getParent());
        Files.copy(Path.of("../systemd/gpu.conf"), dropIn);
        assertThat(check(EngineWish.Kind.AUTO, service).look(orin()).text())
                .endsWith("no picture was run: the model cannot be used");
    }

    /** Three releases mended the file, and a box that had a copy stayed on the processor, with a doctor that found all well. */
    @ParameterizedTest
    @CsvSource({"usr/lib/maskgate, usr/share/maskgate", "opt/maskgate-2, opt/maskgate-2/systemd"})
    void aCopyOfAnEarlierDropInIsNamedWithWhatItLacks(String home, String shared, @TempDir Path root) throws Exception {
        var current = Files.readString(Path.of("../systemd/gpu.conf"));
        var launcher = file(root.resolve(home).resolve("bin/maskgate"), "");
        file(root.resolve(shared).resolve("gpu.conf"), current);
        Files.createSymbolicLink(root.resolve("link"), launcher);
        file(root.resolve("usr/lib/systemd/system/maskgate.service"), "[Service]\nExecStart=/link run\n");
        Files.createDirectories(root.resolve("run/systemd/system"));
        var service = check(EngineWish.Kind.AUTO, Optional.of(new ServiceUnit(root)));
        assertThat(service.look(orin()).state()).as("no drop-in").isEqualTo(Finding.State.OK);

        var copy = file(
                root.resolve("etc/systemd/system/maskgate.service.d/gpu.conf"),
                "# An owner's words.\n" + current.replace("DeviceAllow=/dev/nvgpu/igpu0/as rw\n", ""));
        var finding = service.look(orin());
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text())
                .endsWith("its gpu.conf is a copy of another version's, without DeviceAllow=/dev/nvgpu/igpu0/as rw");
        assertThat(finding.remedy()).contains("ln -sb /" + shared + "/gpu.conf /etc/systemd");
        Files.writeString(copy, current.replaceAll("(?m)^DeviceAllow=.*nvgpu/.*\n", ""));
        assertThat(service.look(orin()).text()).endsWith("without DeviceAllow=/dev/nvgpu/igpu0/as rw and 12 more");

        Files.delete(copy);
        Files.createSymbolicLink(copy, root.resolve(shared).resolve("gpu.conf"));
        assertThat(service.look(orin()).state()).isEqualTo(Finding.State.OK);
    }

    /** As after a folder of the tar.gz was deleted: a link is made to anything, and systemd passes it over. */
    @Test
    void aDropInThatLeadsNowhereIsNamedWithWhatItLedTo(@TempDir Path root) throws Exception {
        var old = Files.createDirectories(root.resolve("opt/maskgate-1"));
        Files.createSymbolicLink(root.resolve("opt/maskgate"), old);
        file(old.resolve("bin/maskgate"), "");
        file(old.resolve("systemd/gpu.conf"), Files.readString(Path.of("../systemd/gpu.conf")));
        var unit = file(
                root.resolve("etc/systemd/system/maskgate.service"),
                "[Service]\nPrivateDevices=yes\nExecStart=/opt/maskgate/bin/maskgate run\n");
        Files.createDirectories(root.resolve("run/systemd/system"));
        var dropIns = Files.createDirectories(root.resolve("etc/systemd/system/maskgate.service.d"));
        Files.createSymbolicLink(dropIns.resolve("gpu.conf"), Path.of("/nowhere/gpu.conf"));
        var service = check(EngineWish.Kind.AUTO, Optional.of(new ServiceUnit(root)));

        var finding = service.look(orin());

        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text())
                .endsWith("(PrivateDevices=yes); its gpu.conf leads to /nowhere/gpu.conf, which is not there");
        assertThat(finding.remedy())
                .as("what the next version has as well")
                .contains(
                        "ln -sb /opt/maskgate/systemd/gpu.conf /etc/systemd/system/maskgate.service.d/gpu.conf, then");
        Files.writeString(unit, "[Service]\nExecStart=/opt/maskgate/bin/maskgate run\n");
        assertThat(service.look(orin()).text())
                .endsWith("; the service may not see it: its gpu.conf leads to /nowhere/gpu.conf, which is not there");
    }

    private static Path file(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Gpu.Present orin() {
        return new Gpu.Present("Orin", "8.7", 8, 8L << 30, "R36.4.3", "12.6", "10.3.0");
    }

    private static TensorRtCheck check(EngineWish.Kind kind) {
        return check(kind, Optional.empty());
    }

    private static TensorRtCheck check(EngineWish.Kind kind, Optional<ServiceUnit> unit) {
        return check(kind, unit, true);
    }

    private static TensorRtCheck check(EngineWish.Kind kind, Optional<ServiceUnit> unit, boolean nvidia) {
        return new TensorRtCheck(
                Engines.ofThisHost(),
                () -> {
                    throw new InferenceException("this model cannot be used");
                },
                new EngineWish(kind, Optional.empty()),
                Path.of("/nowhere"),
                unit,
                () -> nvidia);
    }
}
