package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes while the machine runs: temperature, clock, processor time, libraries. */
class MachineStateTest {
    @TempDir
    Path root;

    @Test
    void aWarmJetsonThatIsSlowedDown() throws IOException {
        file("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
        file("sys/class/thermal/thermal_zone0/temp", "54218\n");
        file("sys/class/thermal/thermal_zone1/type", "gpu-thermal\n");
        file("sys/class/thermal/thermal_zone1/temp", "61000\n");
        file("sys/class/thermal/thermal_zone2/type", "cv0-thermal\n");
        file("sys/class/thermal/thermal_zone2/temp", "-256000\n");
        file("sys/class/thermal/cooling_device0/type", "cpufreq-cpu0\n");
        file("sys/class/thermal/cooling_device0/cur_state", "3\n");
        file("sys/class/thermal/cooling_device1/type", "devfreq-17000000.gpu\n");
        file("sys/class/thermal/cooling_device1/cur_state", "0\n");
        file("sys/class/thermal/cooling_device2/type", "pwm-fan\n");
        file("sys/class/thermal/cooling_device2/cur_state", "2\n");

        var thermals = Thermals.read(root);

        assertThat(thermals.zones()).isEqualTo(Map.of("cpu-thermal", 54.218, "gpu-thermal", 61.0));
        assertThat(thermals.warmest()).hasValue(61.0);
        assertThat(thermals.throttled()).containsExactly("cpufreq-cpu0");
    }

    @Test
    void aMachineThatDoesNotTellIsNotWarm() {
        assertThat(Thermals.read(root)).isEqualTo(new Thermals(Map.of(), List.of()));
        assertThat(Thermals.read(root).warmest()).isEmpty();
    }

    @Test
    void theKernelSaysWhetherItsClockIsKeptRight() {
        assertThat(SystemClock.judge(0, 127_500)).contains(true);
        assertThat(SystemClock.judge(5, 1_290)).as("chronyd without rtcsync").contains(true);
        assertThat(SystemClock.judge(5, 16_000_000)).as("nobody").contains(false);
        assertThat(SystemClock.judge(-1, 0)).isEmpty();
        assertThat(new SystemClock().synchronised())
                .as("of this machine: any answer")
                .isNotNull();
    }

    /** The unit's ProtectClock keeps the service from asking the kernel. */
    @Test
    void whereTheKernelMayNotBeAskedTimesyncdsMarkTells() throws Exception {
        var now = Instant.parse("2026-03-01T12:00:00Z");
        var folder = root.resolve("timesync");
        var mark = folder.resolve("synchronized");
        Optional<Boolean> silent = Optional.empty();
        assertThat(SystemClock.told(folder, () -> silent, now))
                .as("another service, or none")
                .isEmpty();
        Files.createDirectory(folder);
        assertThat(SystemClock.told(folder, () -> silent, now))
                .as("it runs and was never answered")
                .contains(false);
        assertThat(SystemClock.told(folder, () -> Optional.of(true), now))
                .as("chrony does")
                .contains(true);
        Files.createFile(mark);
        for (var age : List.of(Duration.ofMinutes(-5), Duration.ofHours(1), Duration.ofHours(8))) {
            Files.setLastModifiedTime(mark, FileTime.from(now.minus(age)));
            assertThat(SystemClock.told(folder, () -> silent, now))
                    .as("%s", age)
                    .contains(true);
        }
        Files.setLastModifiedTime(mark, FileTime.from(now.minus(Duration.ofHours(10))));
        assertThat(SystemClock.told(folder, () -> silent, now))
                .as("it was answered once")
                .contains(false);
        assertThat(SystemClock.told(folder, () -> Optional.of(true), now)).contains(true);
    }

    @Test
    void processorTimeOfAThreadGrowsWithItsWork() {
        try (var clock = new ThreadCpuClock()) {
            long before = clock.nanos();
            long sum = 0;
            while (clock.nanos() - before < 5_000_000) {
                sum += System.nanoTime();
            }
            assertThat(sum).isNotZero();
            assertThat(before).isPositive();
        }
    }

    @Test
    void librariesAreListedWithTheFilesTheyCameFrom() throws IOException {
        file(
                "proc/self/maps",
                "7f00-7f01 r-xp 00000000 08:01 123 /opt/maskgate/lib/libavcodec.so.61\n"
                        + "7f01-7f02 r--p 00000000 08:01 123 /opt/maskgate/lib/libavcodec.so.61\n"
                        + "7f02-7f03 r--p 00000000 08:01 124 /usr/lib/libc.so.6\n"
                        + "7f03-7f04 rw-p 00000000 00:00 0 \n7f05-7f06 rw-p 00000000 00:00 0 [heap]\n");
        assertThat(LoadedLibraries.named(List.of("libavcodec"), root))
                .isEqualTo(Map.of("libavcodec.so.61", Path.of("/opt/maskgate/lib/libavcodec.so.61")));
        assertThat(LoadedLibraries.named(List.of("libc.so"))).isNotEmpty();
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
