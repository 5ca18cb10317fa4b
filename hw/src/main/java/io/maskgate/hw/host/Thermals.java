package io.maskgate.hw.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How warm the machine is, at the time of reading.
 *
 * @param zones degrees Celsius by the kernel's name of the zone; the warmest where a name comes twice
 * @param throttled what the kernel slows down now to cool it, by the kernel's name
 */
public record Thermals(Map<String, Double> zones, List<String> throttled) {
    /** Devices that are slowed down; fans are cooling devices too, and harmless. */
    private static final Pattern SLOWED = Pattern.compile("(?i)(cpufreq|cpu-|processor|devfreq|gpu|thermal-cpufreq).*");

    private static final double MILLI = 1000;
    /** Zones that are switched off report nonsense. */
    private static final double COLDEST = -40;

    private static final double HOTTEST = 200;

    public Thermals {
        zones = Map.copyOf(zones);
        throttled = List.copyOf(throttled);
    }

    /** Of this machine. */
    public static Thermals read() {
        return read(Path.of("/"));
    }

    /** @param root the folder that holds {@code sys} */
    static Thermals read(Path root) {
        var zones = new TreeMap<String, Double>();
        var throttled = new ArrayList<String>();
        var thermal = root.resolve("sys/class/thermal");
        for (var folder : folders(thermal, "thermal_zone")) {
            var degrees = ProcFile.text(folder.resolve("temp"))
                    .map(ProcFile::number)
                    .filter(number -> number.isPresent())
                    .map(number -> number.getAsLong() / MILLI)
                    .filter(number -> number > COLDEST && number < HOTTEST);
            var type = ProcFile.text(folder.resolve("type"));
            if (degrees.isPresent() && type.isPresent()) {
                zones.merge(type.get(), degrees.get(), Math::max);
            }
        }
        for (var folder : folders(thermal, "cooling_device")) {
            var state = ProcFile.text(folder.resolve("cur_state")).map(ProcFile::number);
            ProcFile.text(folder.resolve("type"))
                    .filter(type -> SLOWED.matcher(type).matches())
                    .filter(_ -> state.isPresent() && state.get().orElse(0) > 0)
                    .ifPresent(throttled::add);
        }
        return new Thermals(zones, throttled);
    }

    /** The warmest zone; absent where there is none. */
    public OptionalDouble warmest() {
        return zones.values().stream().mapToDouble(Double::doubleValue).max();
    }

    private static List<Path> folders(Path parent, String prefix) {
        try (var files = Files.list(parent)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
