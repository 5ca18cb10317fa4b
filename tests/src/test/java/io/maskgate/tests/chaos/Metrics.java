package io.maskgate.tests.chaos;

import java.util.List;

/** One answer of {@code /metrics}. */
record Metrics(List<String> lines) {
    static Metrics of(String text) {
        return new Metrics(text.lines().toList());
    }

    /** Of one series, or over all label sets of a name; 0 where there is none. */
    double sum(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
