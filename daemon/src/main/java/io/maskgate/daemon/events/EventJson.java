package io.maskgate.daemon.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * {@link MaskEvent} as JSON of the schema {@code maskgate.event/1}: one line, UTF-8, keys in the order below.
 *
 * <pre>{@code
 * schema    "maskgate.event/1"
 * id        UUID version 7
 * type      "new" | "update" | "end"
 * gateway, camera, track   text
 * seq       integer from 1, without gaps within the track
 * label     "facemask" | "no facemask"
 * score     0 to 1, three decimals
 * box       [x0, y0, x1, y1] integer pixels of the frame
 * frame     [width, height] pixels
 * zones     [text, ...]
 * at, since ISO 8601, UTC, milliseconds
 * model     "name@sha8"
 * duration_s   only in "end": seconds from first to last sight, three decimals
 * share        only in "end": {"facemask": x, "no facemask": y}, three decimals, x + y = 1
 * }</pre>
 */
public final class EventJson {
    static final String SCHEMA = "maskgate.event/1";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonFactory FACTORY = new JsonFactory();

    private EventJson() {}

    /** The payload for the broker. */
    public static byte[] write(MaskEvent event) {
        var bytes = new ByteArrayOutputStream(512);
        try (var json = FACTORY.createGenerator(bytes)) {
            write(event, json);
        } catch (IOException e) {
            throw new UncheckedIOException("an event could not be written to memory", e);
        }
        return bytes.toByteArray();
    }

    /** The payload as text. */
    public static String text(MaskEvent event) {
        return new String(write(event), StandardCharsets.UTF_8);
    }

    /**
     * The event of a payload, strictly: every key of the type and no other.
     *
     * @throws IllegalArgumentException saying which key, what was expected and what was found
     */
    public static MaskEvent read(byte[] payload) {
        return EventReader.read(payload);
    }

    /** ISO 8601 in UTC with exactly three decimals of a second; what is finer is cut off. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static void write(MaskEvent event, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", SCHEMA);
        json.writeStringField("id", event.id().toString());
        json.writeStringField("type", event.type().text());
        json.writeStringField("gateway", event.gateway());
        json.writeStringField("camera", event.camera());
        json.writeStringField("track", event.track());
        json.writeNumberField("seq", event.seq());
        json.writeStringField("label", event.label().text());
        json.writeNumberField("score", thousandths(event.score()));
        Box box = event.box();
        writeIntegers(
                json, "box", Math.round(box.x0()), Math.round(box.y0()), Math.round(box.x1()), Math.round(box.y1()));
        writeIntegers(json, "frame", event.frameWidth(), event.frameHeight());
        json.writeArrayFieldStart("zones");
        for (String zone : event.zones()) {
            json.writeString(zone);
        }
        json.writeEndArray();
        json.writeStringField("at", time(event.at()));
        json.writeStringField("since", time(event.since()));
        json.writeStringField("model", event.model());
        if (event.summary().isPresent()) {
            writeSummary(event.summary().get(), json);
        }
        json.writeEndObject();
    }

    private static void writeSummary(MaskEvent.Summary summary, JsonGenerator json) throws IOException {
        json.writeNumberField("duration_s", seconds(summary.duration()));
        json.writeObjectFieldStart("share");
        // The second is computed from the first, so that the two add up to 1 after rounding too.
        BigDecimal facemask = thousandths(summary.facemaskShare());
        json.writeNumberField(MaskLabel.FACEMASK.text(), facemask);
        json.writeNumberField(MaskLabel.NO_FACEMASK.text(), plain(BigDecimal.ONE.subtract(facemask)));
        json.writeEndObject();
    }

    private static void writeIntegers(JsonGenerator json, String name, int... values) throws IOException {
        json.writeFieldName(name);
        json.writeArray(values, 0, values.length);
    }

    private static BigDecimal seconds(Duration duration) {
        return plain(BigDecimal.valueOf(duration.toMillis(), 3));
    }

    private static BigDecimal thousandths(double value) {
        return plain(BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP));
    }

    /** Without trailing zeros, and never with an exponent. */
    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
