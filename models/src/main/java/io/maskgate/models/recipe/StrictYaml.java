package io.maskgate.models.recipe;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.maskgate.models.files.TextFile;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads a YAML file into a record, strictly: no key may be unknown, only those with a {@link Default} may be missing, and
 * numbers must be numbers. A record refuses a value by an {@link IllegalArgumentException} whose message begins with the
 * key.
 */
public final class StrictYaml {
    private final YAMLMapper yaml = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final UnaryOperator<String> filled;
    private final List<String> faults = new ArrayList<>();

    private StrictYaml(Path file, UnaryOperator<String> filled) {
        this.file = file;
        this.filled = filled;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming file, line, key, what was expected and what was found
     */
    public static <T extends Record> T read(Path file, Class<T> type) throws IOException {
        return new StrictYaml(file, text -> text).read(type, _ -> Optional.empty());
    }

    /**
     * Reads a file that may stand on a preset.
     *
     * @param filled from the file's text to the one that is meant, line by line
     * @param preset from what the file says of itself to the preset it stands on
     */
    public static <T extends Record> T read(
            Path file, UnaryOperator<String> filled, Class<T> type, Function<JsonNode, Optional<Preset>> preset)
            throws IOException {
        return new StrictYaml(file, filled).read(type, preset);
    }

    /**
     * A file's keys, those of the preset it stands on under them; nothing else is looked at.
     *
     * @param filled from the file's text to the one that is meant
     * @param preset from what the file says of itself to the preset it stands on
     * @throws IllegalArgumentException when there are no keys in it
     */
    public static ObjectNode resolved(
            Path file, UnaryOperator<String> filled, Function<JsonNode, Optional<Preset>> preset) throws IOException {
        var reader = new StrictYaml(file, filled);
        var tree = reader.tree(reader.text());
        var found = preset.apply(tree);
        if (found.isPresent()) {
            under(tree, reader.yaml.readTree(found.get().text()));
        }
        return tree;
    }

    /**
     * The line a key stands in, or the nearest key above it.
     *
     * @param filled from the file's text to one that can be read, line by line
     */
    public static int line(Path file, UnaryOperator<String> filled, Class<? extends Record> type, String key)
            throws IOException {
        var reader = new StrictYaml(file, filled);
        return reader.keys(file.toString(), reader.text(), type).line(key);
    }

    private String text() throws IOException {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": expected a YAML file, found a folder");
        }
        String text = filled.apply(TextFile.read(file));
        if (text.isBlank()) {
            throw new IllegalArgumentException(file + ":1: expected a recipe, found an empty file");
        }
        return text;
    }

    private ObjectNode tree(String text) throws IOException {
        if (!(yaml.readTree(text) instanceof ObjectNode tree)) {
            throw new IllegalArgumentException(file + ":1: expected keys with values, found something else");
        }
        return tree;
    }

    private <T extends Record> T read(Class<T> type, Function<JsonNode, Optional<Preset>> preset) throws IOException {
        String text = text();
        var keys = keys(file.toString(), text, type);
        keys.unknown().forEach(fault -> faults.add(file + ":" + fault));
        var tree = tree(text);
        preset(tree, type, preset, keys);
        complete(tree, type, "", keys);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        try {
            return yaml.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw refusal(e, keys);
        }
    }

    private YamlKeys keys(String source, String text, Class<?> type) throws IOException {
        try (var parser = yaml.createParser(text)) {
            return new YamlKeys(parser, type);
        } catch (JacksonException e) {
            int line = Optional.ofNullable(e.getLocation())
                    .map(JsonLocation::getLineNr)
                    .orElse(1);
            throw new IllegalArgumentException(source + ":" + line + ": " + e.getOriginalMessage(), e);
        }
    }

    private void preset(ObjectNode tree, Class<?> type, Function<JsonNode, Optional<Preset>> preset, YamlKeys keys)
            throws IOException {
        Optional<Preset> found;
        try {
            found = preset.apply(tree);
        } catch (IllegalArgumentException e) {
            String key = String.valueOf(e.getMessage()).split(":", 2)[0];
            throw new IllegalArgumentException(file + ":" + keys.line(key) + ": " + e.getMessage(), e);
        }
        if (found.isPresent()) {
            String source = found.get().source();
            var its = keys(source, found.get().text(), type);
            its.unknown().forEach(fault -> faults.add(source + ":" + fault));
            var under = yaml.readTree(found.get().text());
            found.get().foreign().stream()
                    .filter(under::has)
                    .forEach(key -> faults.add(source + ":" + its.line(key) + ": " + key
                            + ": expected no such key in a file that others stand on, found "
                            + under.get(key).asText()));
            under(tree, under);
        }
    }

    /** Puts keys under those that are there. */
    private static void under(ObjectNode tree, JsonNode more) {
        for (var field : more.properties()) {
            var own = tree.get(field.getKey());
            if (own == null) {
                tree.set(field.getKey(), field.getValue());
            } else if (own instanceof ObjectNode object && field.getValue().isObject()) {
                under(object, field.getValue());
            }
        }
    }

    private void complete(JsonNode node, Type type, String path, YamlKeys keys) throws IOException {
        if (node instanceof ObjectNode object && type instanceof Class<?> record && record.isRecord()) {
            for (var component : record.getRecordComponents()) {
                String key = path.isEmpty() ? component.getName() : path + "." + component.getName();
                complete(object, component, key, keys);
            }
        } else if (node instanceof ArrayNode array && type instanceof ParameterizedType list) {
            for (int i = 0; i < array.size(); i++) {
                String element = path + "[" + i + "]";
                if (array.get(i).isNull()) {
                    faults.add(file + ":" + keys.line(element) + ": " + element + ": expected a value, found none");
                }
                complete(array.get(i), list.getActualTypeArguments()[0], element, keys);
            }
        }
    }

    private void complete(ObjectNode object, RecordComponent component, String key, YamlKeys keys) throws IOException {
        var otherwise = component.getAnnotation(Default.class);
        if (!object.has(component.getName())) {
            if (otherwise == null) {
                faults.add(file + ":" + keys.line(key) + ": " + key + ": expected this key, found none");
                return;
            }
            object.set(component.getName(), yaml.readTree(otherwise.value()));
        }
        complete(object.get(component.getName()), component.getGenericType(), key, keys);
    }

    private IllegalArgumentException refusal(JsonMappingException e, YamlKeys keys) {
        String key = key(e);
        String what = what(e);
        String first = what.split(":", 2)[0];
        int line = keys.line(key.isEmpty() ? first : key + "." + first);
        return new IllegalArgumentException(file + ":" + line + ": " + (key.isEmpty() ? "" : key + ": ") + what, e);
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
