package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.tensorrt.EngineWish;
import io.maskgate.hw.inference.tensorrt.Gpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostChecksTest {
    private static final Gpu ORIN = new Gpu.Present("Orin", "8.7", 8, 8L << 30, "R36.4.3", "12.6", "10.3.0");

    /** The shell sees it; the service computes on its processor, whose time nobody measured. */
    @Test
    void aGpuThatTheServiceDoesNotSeeDoesNotServe(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("run/systemd/system"));
        Path unit = Files.createDirectories(root.resolve("etc/systemd/system")).resolve("maskgate.service");
        Files.writeString(unit, "[Service]\nPrivateDevices=yes\n");
        var service = Optional.of(new ServiceUnit(root));
        assertThat(HostChecks.mayServe(EngineWish.auto(), service, () -> ORIN)).isFalse();
        Files.writeString(unit, "[Service]\nPrivateDevices=no\n");
        assertThat(HostChecks.mayServe(EngineWish.auto(), service, () -> ORIN)).isTrue();
        assertThat(HostChecks.mayServe(EngineWish.auto(), Optional.empty(), () -> ORIN))
                .isTrue();
        assertThat(HostChecks.mayServe(EngineWish.auto(), service, () -> new Gpu.Absent("none", "")))
                .isFalse();
    }
}
