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

/**
 * What was done: {@code steps/NAME.json} for each finished step, with the sums of what it read and made.
 *
 * @param folder the run's
 */
record StepLog(Path folder) {
    private static final String REMEDY = "remove it, and the step is done anew";

    /**
     * Whether the step has been finished and nothing it read or made has changed since.
     *
     * @throws IOException when a file cannot be read
     */
    boolean finished(Step step) throws IOException {
        var file = file(step.name());
        if (!Files.exists(file)) {
            return false;
        }
        var entry = JsonFile.read(file, REMEDY);
        return same(entry.path("inputs"), step.inputs()) && same(entry.path("outputs"), step.outputs());
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
     * @throws IOException also when it did not make what it was to make
     */
    void finish(Step step, List<String> commands, double seconds) throws IOException {
        var entry = JsonNodeFactory.instance.objectNode();
        entry.put("step", step.name());
        entry.put("seconds", Math.round(seconds * 10) / 10.0);
        commands.forEach(entry.putArray("commands")::add);
        sums(entry.putObject("inputs"), step, step.inputs());
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
        return folder.relativize(file).toString();
    }
}
