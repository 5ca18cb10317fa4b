package io.maskgate.models.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Recipes to stand on: the text files beside this class. */
final class Presets {
    private static final List<String> NAMES = List.of("article", "article-second", "maskgate");

    private Presets() {}

    /**
     * The preset a recipe names.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    static Optional<String> of(JsonNode recipe) {
        String name = recipe.path("preset").asText();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("preset: expected one of " + NAMES + ", found " + name);
        }
        try (var in = Presets.class.getResourceAsStream("presets/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("the preset " + name + " is not in the jar");
            }
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
