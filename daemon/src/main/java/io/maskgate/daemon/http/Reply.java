package io.maskgate.daemon.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.daemon.privacy.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a handler answers; the router turns it into bytes on the wire. */
sealed interface Reply {
    /** A whole body. */
    record Content(int status, String type, byte[] body, Map<String, String> headers) implements Reply {
        public Content {
            headers = Map.copyOf(headers);
        }

        Content(int status, String type, byte[] body) {
            this(status, type, body, Map.of());
        }
    }

    /** A body without end, written on the request's virtual thread until the writer returns or the client goes. */
    record Stream(String type, Writer writer) implements Reply {}

    /**
     * An error as of RFC 9457.
     *
     * @param code last part of the type {@code urn:maskgate:problem:<code>}
     * @param title the same for every occurrence
     * @param detail this occurrence: what was expected, what was found, the remedy
     */
    record Problem(int status, String code, String title, String detail, Map<String, String> headers) implements Reply {
        static final String TYPE = "application/problem+json";

        public Problem {
            headers = Map.copyOf(headers);
        }

        Problem(int status, String code, String title, String detail) {
            this(status, code, title, detail, Map.of());
        }

        /** What is worth another try after so many seconds. */
        static Problem later(int status, String code, String title, String detail, long seconds) {
            return new Problem(status, code, title, detail, Map.of("Retry-After", Long.toString(seconds)));
        }

        /** What the privacy gate refuses. */
        static Problem of(Refusal refusal) {
            return new Problem(403, refusal.code(), refusal.title(), refusal.detail());
        }

        byte[] body(String path) {
            var json = ApiJson.object();
            json.put("type", "urn:maskgate:problem:" + code);
            json.put("title", title);
            json.put("status", status);
            json.put("detail", detail);
            json.put("instance", path);
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Writes a stream. */
    interface Writer {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /** It is done, and there is nothing to tell. */
    static Reply nothing() {
        return new Content(204, "", new byte[0]);
    }

    static Reply json(JsonNode json) {
        return json(200, json);
    }

    static Reply json(int status, JsonNode json) {
        return new Content(status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
