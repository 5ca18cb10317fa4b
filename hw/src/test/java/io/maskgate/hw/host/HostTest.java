package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
    @TempDir
    Path root;

    @Test
    void pcIsDescribedByItsProcFiles() throws IOException {
        file("proc/cpuinfo", "processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu avx2 avx512_vnni\n");
        file("proc/meminfo", "MemTotal:       16000 kB\nMemFree:  10 kB\nMemAvailable:    8000 kB\n");
        file("proc/loadavg", "0.52 0.58 0.59 1/467 12345\n");

        var host = Host.read(root, "amd64", 2);

        assertThat(host.cpu()).contains("AMD EPYC");
        assertThat(host.features()).containsExactlyInAnyOrder("fpu", "avx2", "avx512_vnni");
        assertThat(host.board()).isEmpty();
        assertThat(host.arch()).isEqualTo("amd64");
        assertThat(host.cores()).isEqualTo(2);
        assertThat(host.memoryBytes()).hasValue(16000 * 1024);
        assertThat(host.availableBytes()).hasValue(8000 * 1024);
        assertThat(host.limitBytes()).isEmpty();
        assertThat(host.usableBytes()).hasValue(16000 * 1024);
        assertThat(host.load()).hasValue(0.52);
    }

    @Test
    void jetsonIsNamedByItsDeviceTreeAndItsPartNumber() throws IOException {
        file(
                "proc/cpuinfo",
                "processor\t: 0\nFeatures\t: fp asimd asimddp\nCPU implementer\t: 0x41\nCPU part\t: 0xd42\n");
        file("proc/device-tree/model", "NVIDIA Jetson Orin Nano Developer Kit\0");

        var host = Host.read(root, "aarch64", 6);

        assertThat(host.cpu()).contains("Arm Cortex-A78AE");
        assertThat(host.board()).contains("NVIDIA Jetson Orin Nano Developer Kit");
        assertThat(host.features()).contains("asimddp");
    }

    @Test
    void unknownArmPartKeepsItsNumbers() throws IOException {
        file("proc/cpuinfo", "CPU implementer\t: 0x99\nCPU part\t: 0x123\n");

        assertThat(Host.read(root, "aarch64", 1).cpu()).contains("Arm implementer 0x99 part 0x123");
    }

    @Test
    void nothingReadableIsAllAbsent() {
        assertThat(Host.read(root, "riscv64", 1))
                .isEqualTo(new Host(
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        "riscv64",
                        1,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalDouble.empty()));
    }

    @Test
    void nonsenseIsAbsentToo() throws IOException {
        file("proc/meminfo", "MemTotal: many kB\n");
        file("proc/loadavg", "high");
        file("proc/self/cgroup", "nonsense\n");

        var host = Host.read(root, "amd64", 1);

        assertThat(host.memoryBytes()).isEmpty();
        assertThat(host.load()).isEmpty();
        assertThat(host.limitBytes()).isEmpty();
    }

    @Test
    void tightestGroupOfVersionTwoLimitsTheMemory() throws IOException {
        file("proc/meminfo", "MemTotal: 4194304 kB\n");
        file("proc/self/cgroup", "0::/system.slice/maskgate.service\n");
        file("sys/fs/cgroup/system.slice/maskgate.service/memory.max", "max\n");
        file("sys/fs/cgroup/system.slice/memory.max", "536870912\n");
        file("sys/fs/cgroup/memory.max", "1073741824\n");

        var host = Host.read(root, "amd64", 1);

        assertThat(host.limitBytes()).hasValue(536_870_912);
        assertThat(host.usableBytes()).hasValue(536_870_912);
    }

    @Test
    void containerThatSeesOnlyItsMountPointIsStillLimited() throws IOException {
        file("proc/self/cgroup", "0::/docker/abc\n");
        file("sys/fs/cgroup/memory.max", "268435456\n");

        assertThat(Host.read(root, "amd64", 1).limitBytes()).hasValue(268_435_456);
    }

    @Test
    void versionOneSaysNoLimitWithAHugeNumber() throws IOException {
        file("proc/self/cgroup", "5:cpu,memory:/box\n4:devices:/\n");
        file("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(Host.read(root, "amd64", 1).limitBytes()).isEmpty();

        file("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "1048576\n");
        assertThat(Host.read(root, "amd64", 1).limitBytes()).hasValue(1_048_576);
    }

    @Test
    void thisMachineIsReadable() {
        var host = Host.read();

        assertThat(host.cpu()).isPresent();
        assertThat(host.cores()).isPositive();
        assertThat(host.memoryBytes().orElseThrow()).isGreaterThan(64L << 20);
    }

    private void file(String path, String content) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
