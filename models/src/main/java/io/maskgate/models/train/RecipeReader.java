package io.maskgate.models.train;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads recipes, strictly: every key must be there, none may be unknown, and numbers must be numbers. */
final class RecipeReader {
    private final YAMLMapper yaml = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;

    RecipeReader(Path file) {
        this.file = file;
    }

    Recipe read() throws IOException {
        String text = Files.readString(file);
        if (text.isBlank()) {
            throw new IllegalArgumentException(file + ":1: expected a recipe, found an empty file");
        }
        var keys = keys(text);
        if (!keys.faults().isEmpty()) {
            throw new IllegalArgumentException(
                    keys.faults().stream().map(fault -> file + ":" + fault).collect(Collectors.joining("\n")));
        }
        try {
            return yaml.readValue(text, Recipe.class);
        } catch (JsonMappingException e) {
            String key = key(e);
            throw new IllegalArgumentException(
                    file + ":" + keys.line(key) + ": " + (key.isEmpty() ? "" : key + ": ") + what(e), e);
        }
    }

    private RecipeKeys keys(String text) throws IOException {
        try (var parser = yaml.createParser(text)) {
            return new RecipeKeys(parser);
        } catch (JacksonException e) {
            int line = Optional.ofNullable(e.getLocation())
                    .map(JsonLocation::getLineNr)
                    .orElse(1);
            throw new IllegalArgumentException(file + ":" + line + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The way to the key, for instance {@code phases[1].augment.mosaic}. */
    private static String key(JsonMappingException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String what(JsonMappingException e) {
        if (e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException refusal) {
            return String.valueOf(refusal.getMessage());
        }
        return e.getOriginalMessage();
    }
}
