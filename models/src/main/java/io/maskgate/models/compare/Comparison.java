package io.maskgate.models.compare;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskgate.models.compare.LatencyBench.Latency;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Candidates with what was measured of them, as a table and as JSON. */
public final class Comparison {
    private static final String HEAD = "%-28s %9s %11s %7s %6s %8s %8s %7s %7s%n";
    private static final String ROW = "%-28s %9s %,11d %7.3f %6.2f %8.2f %8s %7s %7s%n";
    /** An architecture of any widths is longer than a table's column. */
    private static final int SHOWN = 28;

    private final List<Candidate> candidates;
    private final List<Latency> latencies;

    public Comparison(List<Candidate> candidates, List<Latency> latencies) {
        this.candidates = List.copyOf(candidates);
        this.latencies = List.copyOf(latencies);
    }

    /** A row for each. */
    public String text() throws IOException {
        var text = new StringBuilder(String.format(
                Locale.ROOT, HEAD, "MODEL", "INPUT", "PARAMETERS", "GFLOPS", "MB", "MS", "CPU MS", "MAP50", "LABEL"));
        for (int i = 0; i < candidates.size(); i++) {
            var candidate = candidates.get(i);
            text.append(String.format(
                    Locale.ROOT,
                    ROW,
                    shown(candidate.name()),
                    candidate.width() + "x" + candidate.height(),
                    candidate.cost().parameters(),
                    candidate.cost().gflops(),
                    candidate.bytes() / 1e6,
                    latencies.get(i).engine(),
                    processor(latencies.get(i)),
                    candidate.accuracy().map(a -> share(a.map50())).orElse("-"),
                    candidate.accuracy().map(a -> share(a.labels())).orElse("-")));
        }
        return text.toString();
    }

    /** {@code maskgate.comparison/1}. */
    public String json() throws IOException {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schema", "maskgate.comparison/1");
        var rows = root.putArray("models");
        for (int i = 0; i < candidates.size(); i++) {
            var candidate = candidates.get(i);
            var row = rows.addObject();
            row.put("name", candidate.name());
            row.put("architecture", candidate.network().architecture());
            row.putArray("input").add(candidate.width()).add(candidate.height());
            row.put("parameters", candidate.cost().parameters());
            row.put("gflops", candidate.cost().gflops());
            row.put("bytes", candidate.bytes());
            var milliseconds =
                    row.putObject("milliseconds").put("engine", latencies.get(i).engine());
            latencies.get(i).processor().ifPresent(time -> milliseconds.put("processor", time));
            candidate
                    .accuracy()
                    .ifPresent(accuracy -> row.put("map50", accuracy.map50()).put("face_accuracy", accuracy.labels()));
        }
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    /**
     * The one with the most multiply-adds of those within a budget: for one family, the most able.
     *
     * @param time which of the times is held against {@code milliseconds}
     */
    public Optional<Candidate> largestWithin(double milliseconds, ToDoubleFunction<Latency> time) {
        return IntStream.range(0, candidates.size())
                .filter(i -> time.applyAsDouble(latencies.get(i)) <= milliseconds)
                .mapToObj(candidates::get)
                .max(java.util.Comparator.comparingLong(
                        candidate -> candidate.cost().macs()));
    }

    private static String shown(String name) {
        return name.length() <= SHOWN ? name : name.substring(0, SHOWN - 2) + "..";
    }

    private static String processor(Latency latency) {
        var time = latency.processor();
        return time.isPresent() ? String.format(Locale.ROOT, "%.2f", time.getAsDouble()) : "-";
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
