package io.maskgate.hw.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The {@code card.json} beside a model. Only what choosing and checking a model needs is read; the rest is kept as it
 * stands.
 *
 * @param isDefault whether it is taken when nobody names a model
 * @param labels as the card gives them; may be empty, the file's own labels count
 * @param sha256 sums by file name, lower-case hex
 * @param document the whole card, for those who show it; not to be changed
 */
public record ModelCard(
        String name, boolean isDefault, List<String> labels, Map<String, String> sha256, JsonNode document) {
    static final String FILE = "card.json";

    private static final long MOST_BYTES = 4L << 20;
    private static final JsonMapper JSON = new JsonMapper();

    public ModelCard {
        labels = List.copyOf(labels);
        sha256 = Map.copyOf(sha256);
    }

    /** The accuracy check of a smaller precision: {@code "int8": {"check": {...}}}. */
    public Optional<PrecisionCheck> check(Precision precision) {
        var check = document.path(precision.text()).path("check");
        return check.path("passed").isBoolean()
                ? Optional.of(new PrecisionCheck(
                        check.path("fp32_map50").asDouble(),
                        check.path("map50").asDouble(),
                        check.path("passed").booleanValue()))
                : Optional.empty();
    }

    /** Processor time of one picture on one thread, measured for all precisions in turns. */
    public OptionalDouble processorMillis(Precision precision) {
        var time = document.path("speed").path("processor_ms").path(precision.text());
        return time.isNumber() ? OptionalDouble.of(time.doubleValue()) : OptionalDouble.empty();
    }

    /** Whether these times are of a processor on which int8 can be faster; cards that do not say are of one. */
    public boolean isTimedWithByteProducts() {
        return document.path("speed").path("multiplies_bytes").asBoolean(true);
    }

    /** @throws InferenceException when it is missing, no JSON, or has no name */
    static ModelCard read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw new InferenceException("model card " + file + ": expected a JSON file of at most 4 MiB, found "
                        + (Files.exists(file) ? "something else" : "nothing"));
            }
            return of(file, JSON.readTree(file.toFile()));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new InferenceException(
                    "model card " + file + (at == null ? "" : ":" + at.getLineNr()) + ": expected JSON, found "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new InferenceException("model card " + file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static ModelCard of(Path file, JsonNode card) {
        var name = card.path("name");
        if (!name.isTextual() || name.textValue().isBlank()) {
            throw new InferenceException("model card " + file + ": name: expected a text, found "
                    + (name.isMissingNode() ? "nothing" : name));
        }
        var labels = new ArrayList<String>();
        card.path("labels").forEach(label -> labels.add(label.asText()));
        return new ModelCard(name.textValue(), card.path("default").asBoolean(false), labels, sums(card), card);
    }

    /** From {@code "sha256": {file: sum}} or {@code "files": {file: sum or {"sha256": sum}}}. */
    private static Map<String, String> sums(JsonNode card) {
        var sums = new LinkedHashMap<String, String>();
        for (String key : List.of("files", "sha256")) {
            card.path(key).properties().forEach(entry -> {
                var sum = entry.getValue().isTextual()
                        ? entry.getValue()
                        : entry.getValue().path("sha256");
                if (sum.isTextual()) {
                    sums.put(entry.getKey(), sum.textValue().toLowerCase(Locale.ROOT));
                }
            });
        }
        return sums;
    }
}
