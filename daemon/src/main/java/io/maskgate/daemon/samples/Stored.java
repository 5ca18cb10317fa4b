package io.maskgate.daemon.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One picture and what is known of it, as it lies on disk: {@code MGP1}, 4 bytes of the key's id (zeros where it is not
 * sealed), then, sealed or not, the length of the JSON as a big-endian int, the JSON, the JPEG.
 *
 * @param about what it shows
 */
record Stored(JsonNode about, byte[] jpeg) {
    private static final byte[] MAGIC = "MGP1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_KEY = new byte[Seal.ID_BYTES];
    private static final ObjectMapper JSON = new ObjectMapper();

    static ObjectNode json() {
        return JSON.createObjectNode();
    }

    byte[] write(String name, Optional<Seal> seal) {
        byte[] json = about.toString().getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(Integer.BYTES + json.length + jpeg.length)
                .putInt(json.length)
                .put(json)
                .put(jpeg)
                .array();
        byte[] body = seal.map(it -> it.seal(content, bound(name))).orElse(content);
        return ByteBuffer.allocate(MAGIC.length + NO_KEY.length + body.length)
                .put(MAGIC)
                .put(seal.map(Seal::id).orElse(NO_KEY))
                .put(body)
                .array();
    }

    /** @throws DamagedException when it is no such file, was changed, or another key is needed */
    static Stored read(byte[] file, String name, Optional<Seal> seal) throws DamagedException {
        int head = MAGIC.length + NO_KEY.length;
        if (file.length < head || !Arrays.equals(MAGIC, Arrays.copyOf(file, MAGIC.length))) {
            throw new DamagedException("it is no stored picture");
        }
        byte[] id = Arrays.copyOfRange(file, MAGIC.length, head);
        byte[] body = Arrays.copyOfRange(file, head, file.length);
        if (!Arrays.equals(id, NO_KEY)) {
            if (seal.isEmpty()) {
                throw new DamagedException("it is sealed, and pictures.key is not set");
            }
            if (!Arrays.equals(id, seal.get().id())) {
                throw new DamagedException("it is sealed with another key than pictures.key");
            }
            body = seal.get().open(body, bound(name));
        }
        try {
            var content = ByteBuffer.wrap(body);
            byte[] json = new byte[Math.clamp(content.getInt(), 0, content.remaining())];
            content.get(json);
            byte[] jpeg = new byte[content.remaining()];
            content.get(jpeg);
            return new Stored(JSON.readTree(json), jpeg);
        } catch (BufferUnderflowException | IOException e) {
            throw new DamagedException("it is cut short");
        }
    }

    private static byte[] bound(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
