package io.maskgate.models.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.models.files.TextFile;
import io.maskgate.models.recipe.Preset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What recipes may stand on: the texts beside this class by name, and files beside the recipe.
 *
 * @param recipe the recipe's file
 * @param filled from a file's text to the one that is meant
 */
record Presets(Path recipe, UnaryOperator<String> filled) {
    private static final List<String> NAMES = List.of("article", "article-second", "maskgate");
    private static final String FILE = ".yaml";
    static final String KEY = "preset";

    /** The file a preset is, where it is one. */
    Optional<Path> file(String name) {
        return name.endsWith(FILE)
                ? Optional.of(recipe.toAbsolutePath().resolveSibling(name).normalize())
                : Optional.empty();
    }

    /**
     * The preset a recipe names.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    Optional<Preset> of(JsonNode content) {
        String name = content.path(KEY).asText();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            var file = file(name);
            return Optional.of(
                    file.isPresent()
                            ? new Preset(name, filled.apply(TextFile.read(file.get())), Set.of(KEY))
                            : new Preset(name, built(name), Set.of(KEY)));
        } catch (IOException e) {
            throw new IllegalArgumentException("preset: expected a readable file, found " + e, e);
        }
    }

    private static String built(String name) throws IOException {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "preset: expected one of " + NAMES + " or a file " + FILE + ", found " + name);
        }
        try (var in = Presets.class.getResourceAsStream("presets/" + name + FILE)) {
            if (in == null) {
                throw new IllegalStateException("the preset " + name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
