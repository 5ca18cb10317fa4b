package io.maskgate.models.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A teacher, as {@code best.safetensors} tells of it in its metadata and the card after it.
 *
 * @param sha256 of its weights' file
 * @param map50 what it reached on val at the student's input size, 0..1
 * @param earlier whether not this run learnt from it but one whose weights this run began with
 */
public record Taught(String name, String sha256, double map50, boolean earlier) {
    private static final String KEY = "teachers";

    /** Those the metadata of weights tell of, each once; none where they were learnt from labels alone. */
    public static List<Taught> of(Map<String, String> metadata) throws IOException {
        var teachers = new LinkedHashSet<Taught>();
        for (JsonNode each : new JsonMapper().readTree(metadata.getOrDefault(KEY, "[]"))) {
            teachers.add(new Taught(
                    each.path("name").asText(),
                    each.path("sha256").asText(),
                    each.path("map50").asDouble(),
                    each.path("earlier").asBoolean()));
        }
        return List.copyOf(teachers);
    }

    /** Those any of several weights tell of, each once, those of earlier runs last. */
    public static List<Taught> ofAny(List<Safetensors> weights) throws IOException {
        var teachers = new LinkedHashSet<Taught>();
        for (var each : weights) {
            teachers.addAll(of(each.metadata()));
        }
        return teachers.stream().sorted(Comparator.comparing(Taught::earlier)).toList();
    }

    /** The metadata that tell of them; empty where there are none. */
    public static Map<String, String> told(List<Taught> teachers) {
        return teachers.isEmpty() ? Map.of() : Map.of(KEY, json(teachers).toString());
    }

    static JsonNode json(List<Taught> teachers) {
        var list = JsonNodeFactory.instance.arrayNode();
        for (var each : teachers) {
            var node = list.addObject()
                    .put("name", each.name)
                    .put("sha256", each.sha256)
                    .put("map50", Math.round(each.map50 * 1e4) / 1e4);
            if (each.earlier) {
                node.put("earlier", true);
            }
        }
        return list;
    }

    /** The same of a run that only began with what was learnt. */
    public Taught before() {
        return new Taught(name, sha256, map50, true);
    }

    /** For a person. */
    static String words(List<Taught> teachers) {
        return teachers.isEmpty()
                ? "none: from the labels alone"
                : teachers.stream()
                        .map(each -> String.format(
                                Locale.ROOT,
                                "%s, mAP50 %.4f on val%s",
                                each.name,
                                each.map50,
                                each.earlier ? ", in the run it began from" : ""))
                        .collect(Collectors.joining("; "));
    }
}
