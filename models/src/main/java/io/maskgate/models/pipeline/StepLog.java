package io.maskgate.models.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was done: {@code steps/NAME.json} for each finished step, with the sums of what it read and made.
 *
 * @param folder the run's
 */
record StepLog(Path folder) {
    private static final String OUTSIDE = "outside";
    private static final String REMEDY = "remove it, and the step is done anew";

    /** The names of those that are finished. */
    Set<String> finished(List<Step> steps) throws IOException {
        var names = new TreeSet<String>();
        for (var step : steps) {
            if (finished(step)) {
                names.add(step.name());
            }
        }
        return names;
    }

    /**
     * Whether the step has been finished and nothing it read or made has changed since.
     *
     * @throws IllegalArgumentException naming a file of others that is there and has changed: done anew, the step would not go
     *     on from its checkpoint with it either
     * @throws IOException when a file cannot be read
     */
    boolean finished(Step step) throws IOException {
        var file = file(step.name());
        if (!Files.exists(file)) {
            return false;
        }
        var entry = JsonFile.read(file, REMEDY);
        if (!same(entry.path("inputs"), step.inputs()) || !same(entry.path("outputs"), step.outputs())) {
            return false;
        }
        requireUnchanged(step.name(), entry.path(OUTSIDE));
        return true;
    }

    /** Without one that is gone, what came of it is here all the same. */
    private static void requireUnchanged(String step, JsonNode outside) throws IOException {
        for (var each : outside.properties()) {
            var file = Path.of(each.getKey());
            String expected = each.getValue().asText();
            String found = Files.isRegularFile(file) ? Sha256.of(file) : expected;
            if (!found.equals(expected)) {
                throw new IllegalArgumentException(file + ": expected what step " + step + " has read, " + expected
                        + ", found " + found + "; put it back as it was, or begin in another folder");
            }
        }
    }

    /** The sums of what the step reads outside the run's folder and is there, by absolute path. */
    Map<String, String> outside(Step step) throws IOException {
        var run = folder.toAbsolutePath().normalize();
        var sums = new TreeMap<String, String>();
        for (var each : step.others().files()) {
            if (!each.startsWith(run) && Files.isRegularFile(each)) {
                sums.put(each.toString(), Sha256.of(each));
            }
        }
        return sums;
    }

    private boolean same(JsonNode sums, List<Path> files) throws IOException {
        if (sums.size() != files.size()) {
            return false;
        }
        for (var each : files) {
            if (!Files.exists(each)
                    || !Sha256.of(each).equals(sums.path(key(each)).asText())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes down a finished step.
     *
     * @param outside what {@link #outside} said before it began
     * @throws IOException also when it did not make what it was to make
     */
    void finish(Step step, Map<String, String> outside, List<String> commands, double seconds) throws IOException {
        var entry = JsonNodeFactory.instance.objectNode();
        entry.put("step", step.name());
        entry.put("seconds", Math.round(seconds * 10) / 10.0);
        commands.forEach(entry.putArray("commands")::add);
        sums(entry.putObject("inputs"), step, step.inputs());
        if (!outside.isEmpty()) {
            outside.forEach(entry.putObject(OUTSIDE)::put);
        }
        sums(entry.putObject("outputs"), step, step.outputs());
        AtomicFile.write(file(step.name()), entry.toPrettyString() + "\n");
    }

    private void sums(ObjectNode sums, Step step, List<Path> files) throws IOException {
        for (var each : files) {
            if (!Files.exists(each)) {
                throw new IOException("step " + step.name() + ": expected " + each + ", found nothing");
            }
            sums.put(key(each), Sha256.of(each));
        }
    }

    /** What is written down of a step, where it is finished. */
    JsonNode entry(String step) throws IOException {
        return Files.exists(file(step)) ? JsonFile.read(file(step), REMEDY) : JsonNodeFactory.instance.objectNode();
    }

    private Path file(String step) {
        return folder.resolve("steps").resolve(step + ".json");
    }

    private String key(Path file) {
        // What a data set brought along may be named by a relative path where the run's folder is not.
        return folder.toAbsolutePath().relativize(file.toAbsolutePath()).toString();
    }
}
