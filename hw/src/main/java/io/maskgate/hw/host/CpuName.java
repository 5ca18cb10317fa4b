package io.maskgate.hw.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processor's name from /proc/cpuinfo. Arm kernels give numbers instead of a name. */
final class CpuName {
    /** Implementer and part, as in the kernel's arch/arm64/include/asm/cputype.h; boards this gateway is meant for. */
    private static final Map<String, String> ARM = Map.of(
            "0x41 0xd03", "Arm Cortex-A53",
            "0x41 0xd04", "Arm Cortex-A35",
            "0x41 0xd07", "Arm Cortex-A57",
            "0x41 0xd08", "Arm Cortex-A72",
            "0x41 0xd0b", "Arm Cortex-A76",
            "0x41 0xd0c", "Arm Neoverse-N1",
            "0x41 0xd42", "Arm Cortex-A78AE",
            "0x4e 0x004", "NVIDIA Carmel");

    private CpuName() {}

    static Optional<String> of(List<String> cpuinfo) {
        return ProcFile.value(cpuinfo, "model name").or(() -> arm(cpuinfo));
    }

    private static Optional<String> arm(List<String> cpuinfo) {
        var part = ProcFile.value(cpuinfo, "CPU part");
        return ProcFile.value(cpuinfo, "CPU implementer")
                .flatMap(implementer -> part.map(number -> {
                    String id = implementer + " " + number;
                    return ARM.getOrDefault(id, "Arm implementer " + implementer + " part " + number);
                }));
    }
}
