package io.maskgate.hw.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of NVIDIA's is installed here, at the time of reading.
 *
 * @param l4t Linux for Tegra, for instance {@code 36.4.3}; absent on anything but a Jetson
 * @param jetpack by its package, else by the L4T release
 * @param powerMode nvpmodel's name of it, for instance {@code 15W}
 * @param driver version of the kernel module
 * @param cuda version of the toolkit in /usr/local/cuda
 * @param tensorrt version of libnvinfer
 */
public record Nvidia(
        Optional<String> l4t,
        Optional<String> jetpack,
        Optional<String> powerMode,
        Optional<String> driver,
        Optional<String> cuda,
        Optional<String> tensorrt) {
    /** From NVIDIA's JetPack archive; for images whose meta package was left out. */
    private static final Map<String, String> JETPACK = Map.of(
            "35.4.1", "5.1.2",
            "35.5.0", "5.1.3",
            "35.6.0", "5.1.4",
            "36.3.0", "6.0",
            "36.4.0", "6.1",
            "36.4.3", "6.2",
            "36.4.4", "6.2.1",
            "36.4.7", "6.2.1",
            "36.5.0", "6.2.2");

    private static final Pattern RELEASE = Pattern.compile("# R(\\d+) \\(release\\), REVISION: (\\d+(?:\\.\\d+)*)");
    private static final Pattern DRIVER = Pattern.compile("Kernel Module.*?\\s(\\d+\\.\\d+(?:\\.\\d+)*)\\s");
    private static final Pattern CUDA =
            Pattern.compile("\"cuda\"\\s*:\\s*\\{[^}]*\"version\"\\s*:\\s*\"([^\"]+)\"", Pattern.DOTALL);
    private static final Pattern NVINFER = Pattern.compile("libnvinfer\\.so\\.(\\d+\\.\\d+\\.\\d+)");
    private static final Pattern MODE = Pattern.compile("<\\s*POWER_MODEL\\s+ID=(\\d+)\\s+NAME=(\\S+)\\s*>");
    private static final List<String> LIBRARIES =
            List.of("usr/lib/aarch64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/local/lib", "usr/lib64");

    /** Of this machine. */
    public static Nvidia read() {
        return read(Path.of("/"));
    }

    /** @param root the folder that holds {@code etc}, {@code proc}, {@code usr} and {@code var} */
    static Nvidia read(Path root) {
        var l4t = find(RELEASE, ProcFile.text(root.resolve("etc/nv_tegra_release")))
                .map(found -> found.group(1) + "." + found.group(2));
        return new Nvidia(
                l4t,
                jetpackPackage(root).or(() -> l4t.map(release -> JETPACK.get(release))),
                powerMode(root),
                find(DRIVER, ProcFile.text(root.resolve("proc/driver/nvidia/version")))
                        .map(found -> found.group(1)),
                find(CUDA, ProcFile.text(root.resolve("usr/local/cuda/version.json")))
                        .map(found -> found.group(1)),
                tensorrt(root));
    }

    /** Whether there is anything of NVIDIA's. */
    public boolean present() {
        return l4t.isPresent() || driver.isPresent();
    }

    private static Optional<Matcher> find(Pattern pattern, Optional<String> text) {
        return text.map(found -> pattern.matcher(found + "\n")).filter(Matcher::find);
    }

    private static Optional<String> jetpackPackage(Path root) {
        boolean mine = false;
        for (String line : ProcFile.lines(root.resolve("var/lib/dpkg/status"))) {
            if (line.startsWith("Package: ")) {
                mine = line.equals("Package: nvidia-jetpack");
            } else if (mine && line.startsWith("Version: ")) {
                return Optional.of(line.substring("Version: ".length()).replaceFirst("[+-].*", ""));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> powerMode(Path root) {
        var status = ProcFile.text(root.resolve("var/lib/nvpmodel/status")).filter(text -> text.startsWith("pmode:"));
        if (status.isEmpty()) {
            return Optional.empty();
        }
        var number = ProcFile.number(status.get().substring("pmode:".length()));
        if (number.isEmpty()) {
            return Optional.empty();
        }
        String config = ProcFile.text(root.resolve("etc/nvpmodel.conf")).orElse("");
        return MODE.matcher(config)
                .results()
                .filter(mode -> Long.parseLong(mode.group(1)) == number.getAsLong())
                .map(mode -> mode.group(2))
                .findFirst()
                .or(() -> Optional.of("mode " + number.getAsLong()));
    }

    private static Optional<String> tensorrt(Path root) {
        for (String folder : LIBRARIES) {
            try (var files = Files.list(root.resolve(folder))) {
                var version = files.map(file -> NVINFER.matcher(String.valueOf(file.getFileName())))
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1))
                        .findFirst();
                if (version.isPresent()) {
                    return version;
                }
            } catch (IOException | UncheckedIOException e) {
                // Not every machine has every folder.
                continue;
            }
        }
        return Optional.empty();
    }
}
