package io.maskgate.daemon.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@link Aggregate} as JSON of the schema {@code maskgate.aggregate/1}: one line, UTF-8, keys in the order below.
 *
 * <pre>{@code
 * schema    "maskgate.aggregate/1"
 * id        UUID version 7
 * gateway   text
 * from, to  ISO 8601, UTC, milliseconds
 * k         counts from 1 to below this are left out; 0: none are
 * cameras   [{camera, online_s, passages, facemask, no_facemask, undecided, rate, suppressed}, ...]
 * }</pre>
 *
 * Counts are integers, {@code rate} is 0 to 1 with three decimals; what was left out, and a rate of nobody, is null.
 */
public final class AggregateJson {
    static final String SCHEMA = "maskgate.aggregate/1";

    private AggregateJson() {}

    /** The payload for the broker. */
    public static byte[] write(Aggregate aggregate) {
        return json(aggregate).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same as a tree. */
    public static ObjectNode json(Aggregate aggregate) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("schema", SCHEMA);
        json.put("id", aggregate.id().toString());
        json.put("gateway", aggregate.gateway());
        json.put("from", EventJson.time(aggregate.from()));
        json.put("to", EventJson.time(aggregate.to()));
        json.put("k", aggregate.k());
        var rows = json.putArray("cameras");
        aggregate.cameras().forEach(row -> write(row, rows.addObject()));
        return json;
    }

    private static void write(Aggregate.Row row, ObjectNode json) {
        json.put("camera", row.camera());
        json.put("online_s", row.onlineSeconds());
        count("passages", row.passages(), json);
        count("facemask", row.facemask(), json);
        count("no_facemask", row.noFacemask(), json);
        count("undecided", row.undecided(), json);
        json.put(
                "rate",
                row.rate()
                        .map(rate -> BigDecimal.valueOf(rate).setScale(3, RoundingMode.HALF_UP))
                        .orElse(null));
        json.put("suppressed", row.suppressed());
    }

    private static void count(String name, Optional<Integer> value, ObjectNode json) {
        json.put(name, value.orElse(null));
    }
}
