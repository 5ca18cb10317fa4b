package io.maskgate.daemon.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads {@code maskgate.event/1} strictly. */
final class EventReader {
    private static final List<String> KEYS = List.of(
            "schema", "id", "type", "gateway", "camera", "track", "seq", "label", "score", "box", "frame", "zones",
            "at", "since", "model");
    private static final List<String> END_KEYS = List.of("duration_s", "share");

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final JsonNode root;

    private EventReader(JsonNode root) {
        this.root = root;
    }

    static MaskEvent read(byte[] payload) {
        JsonNode root;
        try {
            root = MAPPER.readTree(payload);
        } catch (IOException e) {
            throw new IllegalArgumentException("expected an event as JSON, found text that is not JSON: " + e, e);
        }
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException("expected an event as a JSON object, found " + root);
        }
        return new EventReader(root).event();
    }

    private MaskEvent event() {
        text("schema", "\"" + EventJson.SCHEMA + "\"", text -> Optional.of(text).filter(EventJson.SCHEMA::equals));
        var type = text("type", "new, update or end", MaskEvent.Type::of);
        refuseUnknown(type);
        Box box = box();
        int[] frame = integers("frame", 2);
        return new MaskEvent(
                text("id", "a UUID", EventReader::uuid),
                type,
                text("gateway"),
                text("camera"),
                text("track"),
                value(root, "seq", "an integer from 1", node -> node.isInt() && node.intValue() >= 1)
                        .intValue(),
                text("label", String.join(" or ", MaskLabel.texts()), MaskLabel::of),
                share(root, "score").doubleValue(),
                box,
                frame[0],
                frame[1],
                zones(),
                text("at", "ISO 8601 in UTC with milliseconds", EventReader::time),
                text("since", "ISO 8601 in UTC with milliseconds", EventReader::time),
                text("model"),
                type == MaskEvent.Type.END ? Optional.of(summary()) : Optional.empty());
    }

    private void refuseUnknown(MaskEvent.Type type) {
        for (var name : (Iterable<String>) root::fieldNames) {
            if (!KEYS.contains(name) && !(type == MaskEvent.Type.END && END_KEYS.contains(name))) {
                throw new IllegalArgumentException(
                        name + ": expected no such key in an event of type " + type.text() + ", found it");
            }
        }
    }

    private MaskEvent.Summary summary() {
        BigDecimal seconds = value(
                        root, "duration_s", "seconds, 0 or more", node -> node.isNumber() && node.doubleValue() >= 0)
                .decimalValue();
        JsonNode share =
                value(root, "share", "an object with one share per label", node -> node.isObject() && node.size() == 2);
        BigDecimal facemask = share(share, MaskLabel.FACEMASK.text());
        BigDecimal noFacemask = share(share, MaskLabel.NO_FACEMASK.text());
        if (facemask.add(noFacemask).compareTo(BigDecimal.ONE) != 0) {
            throw new IllegalArgumentException("share: expected shares that add up to 1, found " + share);
        }
        return new MaskEvent.Summary(
                Duration.ofMillis(seconds.movePointRight(3).longValue()),
                facemask.doubleValue(),
                noFacemask.doubleValue());
    }

    private Box box() {
        int[] corners = integers("box", 4);
        return new Box(corners[0], corners[1], corners[2], corners[3]);
    }

    private int[] integers(String key, int count) {
        JsonNode array = value(root, key, count + " integers", node -> node.isArray() && node.size() == count);
        var values = new int[count];
        for (int i = 0; i < count; i++) {
            if (!array.get(i).isInt()) {
                throw unexpected(key, count + " integers", array);
            }
            values[i] = array.get(i).intValue();
        }
        return values;
    }

    private List<String> zones() {
        var zones = new ArrayList<String>();
        for (JsonNode zone : value(root, "zones", "a list of text", JsonNode::isArray)) {
            if (!zone.isTextual()) {
                throw unexpected("zones", "a list of text", zone);
            }
            zones.add(zone.textValue());
        }
        return zones;
    }

    private String text(String key) {
        return text(key, "text", Optional::of);
    }

    private <T> T text(String key, String expected, Function<String, Optional<T>> parse) {
        JsonNode node = value(root, key, expected, JsonNode::isTextual);
        return parse.apply(node.textValue()).orElseThrow(() -> unexpected(key, expected, node));
    }

    private static BigDecimal share(JsonNode parent, String key) {
        return value(
                        parent,
                        key,
                        "a number from 0 to 1",
                        node -> node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1)
                .decimalValue();
    }

    private static JsonNode value(JsonNode parent, String key, String expected, Predicate<JsonNode> valid) {
        JsonNode node = parent.path(key);
        if (!valid.test(node)) {
            throw unexpected(key, expected, node);
        }
        return node;
    }

    private static IllegalArgumentException unexpected(String key, String expected, JsonNode found) {
        return new IllegalArgumentException(
                key + ": expected " + expected + ", found " + (found.isMissingNode() ? "nothing" : found));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            return Optional.of(uuid).filter(it -> it.toString().equals(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            Instant instant = Instant.parse(text);
            return Optional.of(instant).filter(it -> EventJson.time(it).equals(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
