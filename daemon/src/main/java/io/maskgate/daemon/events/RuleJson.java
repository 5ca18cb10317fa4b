package io.maskgate.daemon.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.hw.inference.MaskLabel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Crossings and alarms as JSON: one line, UTF-8, keys in the order below. Times are ISO 8601, UTC, milliseconds.
 *
 * <pre>{@code
 * schema      "maskgate.line/1"
 * id          UUID version 7
 * gateway, camera, line   text
 * direction   "in" | "out"
 * track       text, as in the face's events
 * label       "facemask" | "no facemask" | "undecided"
 * at          when the face was first seen beyond the line
 *
 * schema      "maskgate.alarm/1"
 * id          UUID version 7
 * alarm       the id of the event with which the alarm began
 * state       "on" | "off"
 * gateway, camera   text
 * zone        text; absent for the whole picture
 * above       integer: more without a mask than this are too many
 * peak        integer: most at the same time so far
 * since       since when there were too many
 * until       only in "off": since when there were not
 * reason      only in "off": "cleared" | "quiet" | "configuration"
 * at          when this was decided
 * }</pre>
 */
public final class RuleJson {
    static final String LINE = "maskgate.line/1";
    static final String ALARM = "maskgate.alarm/1";
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RuleJson() {}

    public static byte[] write(LineCrossing crossing) {
        var json = object(LINE, crossing.id());
        json.put("gateway", crossing.gateway());
        json.put("camera", crossing.camera());
        json.put("line", crossing.line());
        json.put("direction", crossing.direction().text());
        json.put("track", crossing.track());
        json.put("label", crossing.label().map(MaskLabel::text).orElse("undecided"));
        json.put("at", EventJson.time(crossing.at()));
        return bytes(json);
    }

    public static byte[] write(AlarmEvent event) {
        var json = object(ALARM, event.id());
        json.put("alarm", event.alarm().toString());
        json.put("state", event.on() ? "on" : "off");
        json.put("gateway", event.gateway());
        json.put("camera", event.camera());
        event.zone().ifPresent(zone -> json.put("zone", zone));
        json.put("above", event.above());
        json.put("peak", event.peak());
        json.put("since", EventJson.time(event.since()));
        event.ended().ifPresent(ended -> {
            json.put("until", EventJson.time(ended.until()));
            json.put("reason", ended.reason().text());
        });
        json.put("at", EventJson.time(event.at()));
        return bytes(json);
    }

    /** The alarm of a payload; empty when it is no alarm at all. */
    public static Optional<AlarmEvent> readAlarm(byte[] payload) {
        try {
            JsonNode json = MAPPER.readTree(payload);
            return json != null && json.path("schema").asText().equals(ALARM)
                    ? Optional.of(alarm(json))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException | DateTimeException _) {
            return Optional.empty();
        }
    }

    private static AlarmEvent alarm(JsonNode json) {
        var ended = Optional.ofNullable(json.get("until"))
                .map(until -> new AlarmEvent.Ended(
                        Instant.parse(until.asText()),
                        AlarmEvent.Reason.of(json.path("reason").asText()).orElseThrow(RuleJson::another)));
        return new AlarmEvent(
                UUID.fromString(json.path("id").asText()),
                UUID.fromString(json.path("alarm").asText()),
                json.path("gateway").asText(),
                json.path("camera").asText(),
                Optional.ofNullable(json.get("zone")).map(JsonNode::asText),
                json.path("above").asInt(),
                json.path("peak").asInt(),
                Instant.parse(json.path("since").asText()),
                ended,
                Instant.parse(json.path("at").asText()));
    }

    private static IllegalArgumentException another() {
        return new IllegalArgumentException("expected a reason, found another word");
    }

    private static ObjectNode object(String schema, UUID id) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema).put("id", id.toString());
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
