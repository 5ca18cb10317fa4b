package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The drop-in that lets the service reach the GPU. */
class GpuConfTest {
    private static List<String> values(String key) throws Exception {
        return Files.readAllLines(Path.of("../systemd/gpu.conf")).stream()
                .filter(line -> line.startsWith(key + "="))
                .flatMap(line -> Stream.of(line.substring(key.length() + 1).split(" ")))
                .toList();
    }

    /** Before 255 systemd makes a slash of a hyphen in an instance's name, and loads nothing, without a word. */
    @Test
    void everySystemdLoadsTheDrivers() throws Exception {
        assertThat(values("Wants"))
                .contains("modprobe@nvidia.service", "modprobe@nvidia_uvm.service")
                .filteredOn(unit -> unit.startsWith("modprobe@"))
                .noneMatch(unit -> unit.contains("-"));
        assertThat(values("After")).isEqualTo(values("Wants"));
    }

    /** On a Jetson its devices are the group's, and commands are typed as the service's user. */
    @Test
    void theServicesUserIsInTheGroupsOfTheGpuOutsideTheServiceToo() throws Exception {
        var groups = values("SupplementaryGroups");
        assertThat(groups).containsExactly("video", "render");
        assertThat(Files.readAllLines(Path.of("../systemd/maskgate.sysusers")).stream()
                        .map(line -> line.replaceAll(" +", " ")))
                .containsAll(groups.stream().map("m maskgate %s"::formatted).toList());
    }

    /** What is allowed holds for all of the service's processes, that one too which makes the files. */
    @Test
    void theFilesOfTheDriverAreMadeWhereNobodyElseDoes() throws Exception {
        assertThat(Files.readString(Path.of("../systemd/gpu.conf")))
                .contains(
                        "ExecStartPre=-+/usr/bin/nvidia-modprobe -c 0 -u",
                        "DeviceAllow=char-nvidia-uvm rwm",
                        "DeviceAllow=char-nvidia rwm");
    }
}
