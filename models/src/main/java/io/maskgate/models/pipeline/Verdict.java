package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskgate.models.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether a model passes, figure by figure. */
record Verdict(List<Check> checks) {
    Verdict {
        checks = List.copyOf(checks);
    }

    /**
     * One figure.
     *
     * @param what for instance {@code fp32 mAP50}
     * @param least what it must be at least
     */
    record Check(String what, double found, double least) {
        boolean passed() {
            return found >= least;
        }

        @Override
        public String toString() {
            return String.format(
                    java.util.Locale.ROOT,
                    "%s: %.4f, expected at least %.4f: %s",
                    what,
                    found,
                    least,
                    passed() ? "passed" : "FAILED");
        }
    }

    boolean passed() {
        return checks.stream().allMatch(Check::passed);
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
        AtomicFile.write(file, root.toPrettyString() + "\n");
    }

    static Verdict read(Path file) throws IOException {
        var checks = new ArrayList<Check>();
        for (JsonNode check : new JsonMapper().readTree(file.toFile()).path("checks")) {
            checks.add(new Check(
                    check.path("what").asText(),
                    check.path("found").asDouble(),
                    check.path("least").asDouble()));
        }
        return new Verdict(checks);
    }
}
