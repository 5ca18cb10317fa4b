package io.maskgate.daemon.sparkplug;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a host application says of itself (Sparkplug 3.0, section 4.2.6): {@code {"online":true,"timestamp":…}}.
 *
 * @param timestamp milliseconds since 1970; a death has that of the birth before it
 */
record HostState(boolean online, long timestamp) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST = 1024;

    /** Empty for anything else, such as the plain words of Sparkplug 2. */
    static Optional<HostState> read(byte[] payload) {
        if (payload.length > LONGEST) {
            return Optional.empty();
        }
        try {
            // As text: of bytes the parser would guess the encoding, and JSON is UTF-8 (RFC 8259, 8.1).
            var json = MAPPER.readTree(new String(payload, StandardCharsets.UTF_8));
            return json.path("online").isBoolean() && json.path("timestamp").canConvertToLong()
                    ? Optional.of(new HostState(
                            json.path("online").booleanValue(),
                            json.path("timestamp").longValue()))
                    : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }
}
