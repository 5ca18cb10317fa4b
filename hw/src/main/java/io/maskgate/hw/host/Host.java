package io.maskgate.hw.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What this machine is, at the time of reading.
 *
 * @param board the board's own name, for instance {@code NVIDIA Jetson Orin Nano Developer Kit}; absent on a PC
 * @param cpu the processor's name
 * @param features instruction sets as the kernel names them, for instance {@code avx2}, {@code asimddp}
 * @param arch as Java names it: {@code amd64}, {@code aarch64}
 * @param cores processors this process may use
 * @param memoryBytes main memory
 * @param availableBytes main memory that can be had without swapping
 * @param limitBytes the tightest limit of the control groups around this process; absent when there is none
 * @param load runnable tasks, mean of the last minute
 */
public record Host(
        Optional<String> board,
        Optional<String> cpu,
        Set<String> features,
        String arch,
        int cores,
        OptionalLong memoryBytes,
        OptionalLong availableBytes,
        OptionalLong limitBytes,
        OptionalDouble load) {
    public Host {
        features = Set.copyOf(features);
    }

    /** This machine. */
    public static Host read() {
        return read(
                Path.of("/"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
    }

    /** @param root the folder that holds {@code proc} and {@code sys} */
    static Host read(Path root, String arch, int cores) {
        var cpuinfo = ProcFile.lines(root.resolve("proc/cpuinfo"));
        var meminfo = ProcFile.lines(root.resolve("proc/meminfo"));
        return new Host(
                ProcFile.text(root.resolve("proc/device-tree/model")).filter(text -> !text.isEmpty()),
                CpuName.of(cpuinfo),
                features(cpuinfo),
                arch,
                cores,
                ProcFile.kibibytes(meminfo, "MemTotal"),
                ProcFile.kibibytes(meminfo, "MemAvailable"),
                MemoryLimit.read(root),
                load(root));
    }

    /** Memory this process can count on: the machine's, or the limit set on it when that is less. */
    public OptionalLong usableBytes() {
        if (limitBytes.isPresent() && memoryBytes.isPresent()) {
            return OptionalLong.of(Math.min(limitBytes.getAsLong(), memoryBytes.getAsLong()));
        }
        return limitBytes.isPresent() ? limitBytes : memoryBytes;
    }

    private static Set<String> features(List<String> cpuinfo) {
        return ProcFile.value(cpuinfo, "flags")
                .or(() -> ProcFile.value(cpuinfo, "Features"))
                .map(flags -> Set.copyOf(List.of(flags.split("\\s+"))))
                .orElse(Set.of());
    }

    private static OptionalDouble load(Path root) {
        try {
            return ProcFile.text(root.resolve("proc/loadavg"))
                    .map(text -> OptionalDouble.of(Double.parseDouble(text.split("\\s+")[0])))
                    .orElse(OptionalDouble.empty());
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
