package io.maskgate.daemon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects faults and warnings of one file. */
final class Faults {
    /** A file that is something else altogether has a fault in each line; nobody reads more than these. */
    static final int MOST = 200;

    private static final int LONGEST = 500;

    private final Path file;
    private final List<ConfigFault> faults = new ArrayList<>();
    private final List<ConfigFault> warnings = new ArrayList<>();
    private int left;

    Faults(Path file) {
        this.file = file;
    }

    void add(int line, String key, String expected, String found, String remedy) {
        add(line, key, expected, found, remedy, ConfigFault.Until.MENDED);
    }

    /** @param until as {@link ConfigFault#until} */
    void add(int line, String key, String expected, String found, String remedy, ConfigFault.Until until) {
        if (full()) {
            left++;
        } else {
            faults.add(
                    new ConfigFault(file, line, key, shortened(expected), shortened(found), shortened(remedy), until));
        }
    }

    /** Each may repeat what stands in the file. */
    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST / 2)) + "…";
    }

    /** Whether further faults are only counted. */
    boolean full() {
        return faults.size() >= MOST;
    }

    void warn(int line, String key, String expected, String found, String remedy) {
        warnings.add(new ConfigFault(file, line, key, expected, found, remedy, ConfigFault.Until.MENDED));
    }

    boolean any() {
        return !faults.isEmpty();
    }

    List<ConfigFault> sorted() {
        var sorted = new ArrayList<>(byLine(faults));
        if (left > 0) {
            sorted.add(new ConfigFault(
                    file,
                    0,
                    "",
                    "a configuration",
                    left + " more faults",
                    "is it the right file?",
                    ConfigFault.Until.MENDED));
        }
        return sorted;
    }

    List<ConfigFault> warnings() {
        return byLine(warnings);
    }

    private static List<ConfigFault> byLine(List<ConfigFault> list) {
        return list.stream().sorted(Comparator.comparingInt(ConfigFault::line)).toList();
    }
}
