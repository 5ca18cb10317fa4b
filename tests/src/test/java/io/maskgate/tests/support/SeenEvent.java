package io.maskgate.tests.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;

/**
 * An event as a subscriber reads it, by the contract and with a reader of our own.
 *
 * @param type new, update or end
 * @param label facemask or no facemask
 * @param json the whole of it
 */
public record SeenEvent(
        String id,
        String type,
        String camera,
        String track,
        int seq,
        String label,
        double score,
        Rect box,
        Instant at,
        Instant since,
        JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static SeenEvent parse(String payload) {
        JsonNode json;
        try {
            json = JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new AssertionError("expected an event, found " + payload, e);
        }
        return new SeenEvent(
                text(json, "id"),
                text(json, "type"),
                text(json, "camera"),
                text(json, "track"),
                required(json, "seq").intValue(),
                text(json, "label"),
                required(json, "score").doubleValue(),
                Rect.of(required(json, "box"), 0),
                Instant.parse(text(json, "at")),
                Instant.parse(text(json, "since")),
                json);
    }

    public static List<String> ids(List<SeenEvent> events) {
        return events.stream().map(SeenEvent::id).toList();
    }

    private static String text(JsonNode json, String key) {
        return required(json, key).textValue();
    }

    private static JsonNode required(JsonNode json, String key) {
        if (!json.hasNonNull(key)) {
            throw new AssertionError("expected the key " + key + " in the event, found " + json);
        }
        return json.get(key);
    }

    @Override
    public String toString() {
        return "%s %s %s #%d %s %.2f at %s".formatted(camera, track, type, seq, label, score, at);
    }
}
