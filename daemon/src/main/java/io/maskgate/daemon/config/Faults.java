package io.maskgate.daemon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects faults and warnings of one file. */
final class Faults {
    private final Path file;
    private final List<ConfigFault> faults = new ArrayList<>();
    private final List<ConfigFault> warnings = new ArrayList<>();

    Faults(Path file) {
        this.file = file;
    }

    void add(int line, String key, String expected, String found, String remedy) {
        faults.add(new ConfigFault(file, line, key, expected, found, remedy));
    }

    void warn(int line, String key, String expected, String found, String remedy) {
        warnings.add(new ConfigFault(file, line, key, expected, found, remedy));
    }

    boolean any() {
        return !faults.isEmpty();
    }

    List<ConfigFault> sorted() {
        return byLine(faults);
    }

    List<ConfigFault> warnings() {
        return byLine(warnings);
    }

    private static List<ConfigFault> byLine(List<ConfigFault> list) {
        return list.stream().sorted(Comparator.comparingInt(ConfigFault::line)).toList();
    }
}
