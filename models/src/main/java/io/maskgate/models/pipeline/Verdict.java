package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a model passes, figure by figure.
 *
 * @param notes what whoever takes the model should know, whether it passed or not
 */
record Verdict(List<Check> checks, List<String> notes) {
    private static final double ROUNDING = 1e-9;

    Verdict {
        checks = List.copyOf(checks);
        notes = List.copyOf(notes);
    }

    /**
     * One figure.
     *
     * @param what for instance {@code fp32 mAP50}
     * @param least what it must be at least
     */
    record Check(String what, double found, double least, boolean passed) {
        static Check atLeast(String what, double found, double least) {
            return new Check(what, found, least, !isBelow(found, least));
        }

        @Override
        public String toString() {
            return String.format(
                    java.util.Locale.ROOT,
                    "%s: %.4f, expected at least %.4f: %s",
                    what,
                    found,
                    least,
                    passed ? "passed" : "FAILED");
        }
    }

    /** By more than what a sum or difference of figures with four decimals may miss the one it means by. */
    static boolean isBelow(double found, double least) {
        return found < least - ROUNDING;
    }

    /** The same with notes that do not go into its file. */
    Verdict plus(List<String> more) {
        return new Verdict(checks, Stream.of(notes, more).flatMap(List::stream).toList());
    }

    boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }

    /** Checks and notes, a line each. */
    void print(PrintWriter out) {
        checks.forEach(out::println);
        notes.forEach(out::println);
        out.flush();
    }

    /** {@code maskgate.gate/1}. */
    void write(Path file) throws IOException {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schema", "maskgate.gate/1");
        root.put("passed", passed());
        var list = root.putArray("checks");
        for (var check : checks) {
            list.addObject()
                    .put("what", check.what)
                    .put("found", check.found)
                    .put("least", check.least)
                    .put("passed", check.passed());
        }
        notes.forEach(root.putArray("notes")::add);
        AtomicFile.write(file, root.toPrettyString() + "\n");
    }

    static Verdict read(Path file) throws IOException {
        var checks = new ArrayList<Check>();
        var root = JsonFile.read(file, "remove it, and the gate is asked anew");
        for (JsonNode check : root.path("checks")) {
            checks.add(new Check(
                    check.path("what").asText(),
                    check.path("found").asDouble(),
                    check.path("least").asDouble(),
                    check.path("passed").asBoolean()));
        }
        var notes = new ArrayList<String>();
        root.path("notes").forEach(note -> notes.add(note.asText()));
        return new Verdict(checks, notes);
    }
}
