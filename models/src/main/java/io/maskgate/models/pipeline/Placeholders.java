package io.maskgate.models.pipeline;

import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Fills in what a recipe cannot know before the run: where the weights of earlier steps are.
 *
 * @param weights by placeholder, for instance {@code student}
 * @param network placeholder of the weights whose architecture {@code ${network}} is; empty for none
 */
record Placeholders(Map<String, Path> weights, String network) {
    /**
     * Writes the recipe with every placeholder replaced.
     *
     * @throws IllegalArgumentException naming a placeholder nothing stands for
     */
    void fill(Path recipe, Path filled) throws IOException {
        String text = Files.readString(recipe);
        for (var each : weights.entrySet()) {
            text = text.replace("${" + each.getKey() + "}", each.getValue().toString());
        }
        if (text.contains("${network}") && weights.containsKey(network)) {
            var metadata = Safetensors.read(weights.get(network)).metadata();
            text = text.replace("${network}", metadata.getOrDefault("architecture", ""));
        }
        int left = text.indexOf("${");
        if (left >= 0) {
            int end = text.indexOf('}', left);
            long line = text.substring(0, left).lines().count();
            throw new IllegalArgumentException(recipe + ":" + Math.max(1, line) + ": "
                    + text.substring(left, end < 0 ? text.length() : end + 1) + ": expected one of "
                    + weights.keySet().stream().sorted().toList() + " in this step");
        }
        AtomicFile.write(filled, text);
    }
}
