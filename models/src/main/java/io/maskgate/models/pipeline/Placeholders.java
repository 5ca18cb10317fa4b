package io.maskgate.models.pipeline;

import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Fills in what a recipe cannot know before the run: where the weights of earlier steps are, and of which network.
 *
 * @param values by placeholder, for instance {@code student}
 */
record Placeholders(Map<String, String> values) {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./+-]*");

    Placeholders {
        values = new TreeMap<>(values);
    }

    /** The architecture a file of weights is of, for {@code ${network}}. */
    static String network(Path weights) throws IOException {
        return Safetensors.read(weights).metadata().getOrDefault("architecture", "");
    }

    /**
     * A recipe's text with every placeholder replaced; lines stay where they are.
     *
     * @param recipe its file, for the message
     * @throws IllegalArgumentException naming a placeholder nothing stands for
     */
    String fill(Path recipe, String text) {
        String filled = text;
        for (var each : values.entrySet()) {
            filled = filled(filled, "${" + each.getKey() + "}", each.getValue());
        }
        int left = filled.indexOf("${");
        if (left >= 0) {
            int end = filled.indexOf('}', left);
            long line = filled.substring(0, left).chars().filter(c -> c == '\n').count() + 1;
            throw new IllegalArgumentException(recipe + ":" + line + ": "
                    + filled.substring(left, end < 0 ? filled.length() : end + 1) + ": expected one of "
                    + values.keySet() + " in this step");
        }
        return filled;
    }

    /** A path may hold what YAML takes for a comment or a list; within quotes it does not. */
    private static String filled(String text, String placeholder, String value) {
        if (PLAIN.matcher(value).matches()) {
            return text.replace(placeholder, value);
        }
        String single = value.replace("'", "''");
        return text.replace("\"" + placeholder + "\"", "'" + single + "'")
                .replace("'" + placeholder + "'", "'" + single + "'")
                .replace(placeholder, "'" + single + "'");
    }

    /** A recipe as its step will read it. */
    Recipe read(Path recipe) throws IOException {
        return Recipe.read(recipe, text -> fill(recipe, text));
    }

    /**
     * Holds a recipe against the step it is for: one that starts with other weights than the step before left makes that one's
     * work void, and untrue what the verdict says of both.
     *
     * @param name whose weights it must start with
     * @param what these are, in words
     */
    void requireStart(Path recipe, Recipe read, String name, String what) throws IOException {
        if (!read.start().equals(values.get(name))) {
            throw new IllegalArgumentException(recipe + ":" + Recipe.line(recipe, "start") + ": start: expected ${"
                    + name + "}, which is " + what + ", found " + (read.start().isEmpty() ? "none" : read.start()));
        }
    }

    /** Writes the recipe with every placeholder replaced. */
    void fill(Path recipe, Path filled) throws IOException {
        AtomicFile.write(filled, fill(recipe, Files.readString(recipe)));
    }
}
