package io.maskgate.models.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.hw.files.DurableFile;
import io.maskgate.models.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The safetensors format: 8 bytes little-endian header length, a JSON header, the values. Only F32 tensors.
 *
 * @param metadata free text by key
 * @param tensors by name, in file order
 */
public record Safetensors(Map<String, String> metadata, Map<String, Entry> tensors) {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final int MAX_HEADER = 16 << 20;

    /** Values in row-major order. */
    public record Entry(List<Integer> shape, float[] values) {
        public Entry {
            shape = List.copyOf(shape);
            // Saturates above what an array can hold, as a shape from a foreign file may.
            long size = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> Math.min(a * b, 1L << 31));
            if (size != values.length) {
                throw new IllegalArgumentException(
                        "shape " + shape + " has " + size + " values, found " + values.length);
            }
        }
    }

    /** Just the values by name. */
    public Map<String, float[]> values() {
        var values = new LinkedHashMap<String, float[]>();
        tensors.forEach((name, entry) -> values.put(name, entry.values()));
        return values;
    }

    /** Just the shapes by name. */
    public Map<String, List<Integer>> shapes() {
        var shapes = new LinkedHashMap<String, List<Integer>>();
        tensors.forEach((name, entry) -> shapes.put(name, entry.shape()));
        return shapes;
    }

    /** Replaces the file in one step. */
    public void write(Path file) throws IOException {
        var header = JSON.createObjectNode();
        header.putPOJO("__metadata__", metadata);
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            var node = header.putObject(entry.getKey());
            node.put("dtype", "F32");
            entry.getValue().shape().forEach(node.withArray("shape")::add);
            node.putArray("data_offsets")
                    .add(offset)
                    .add(offset + 4L * entry.getValue().values().length);
            offset += 4L * entry.getValue().values().length;
        }
        byte[] text = JSON.writeValueAsBytes(header);
        AtomicFile.write(file, channel -> {
            // The format wants the values aligned; blanks after the JSON are allowed for that.
            int padded = (text.length + 7) / 8 * 8;
            var head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
            head.putLong(padded).put(text);
            while (head.hasRemaining()) {
                head.put((byte) ' ');
            }
            DurableFile.writeFully(channel, head.flip());
            for (var entry : tensors.values()) {
                var data = ByteBuffer.allocate(4 * entry.values().length).order(ByteOrder.LITTLE_ENDIAN);
                data.asFloatBuffer().put(entry.values());
                DurableFile.writeFully(channel, data);
            }
        });
    }

    /**
     * Reads a file.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public static Safetensors read(Path file) throws IOException {
        return read(file, name -> true);
    }

    /**
     * Reads those tensors of a file whose names are wanted; what the others hold is not looked at.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public static Safetensors read(Path file, Predicate<String> wanted) throws IOException {
        var data = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (data.remaining() < 8) {
            throw new IOException(file + ": expected a safetensors file, found " + data.remaining() + " bytes");
        }
        long length = data.getLong();
        if (length < 2 || length > MAX_HEADER || length > data.remaining()) {
            throw new IOException(
                    file + ": expected a header of at most " + data.remaining() + " bytes, found " + length);
        }
        var text = new byte[(int) length];
        data.get(text);
        var values = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        JsonNode header = header(file, new String(text, StandardCharsets.UTF_8));
        var metadata = new LinkedHashMap<String, String>();
        var tensors = new LinkedHashMap<String, Entry>();
        for (var field : header.properties()) {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
            } else if (wanted.test(field.getKey())) {
                tensors.put(field.getKey(), entry(file, field.getKey(), field.getValue(), values));
            }
        }
        return new Safetensors(metadata, tensors);
    }

    private static JsonNode header(Path file, String text) throws IOException {
        try {
            var header = JSON.readTree(text);
            if (header.isObject()) {
                return header;
            }
            throw new IOException(file + ": expected a JSON header, found " + header.getNodeType());
        } catch (JacksonException e) {
            throw new IOException(file + ": expected a JSON header, found " + e.getOriginalMessage(), e);
        }
    }

    private static Entry entry(Path file, String name, JsonNode node, ByteBuffer values) throws IOException {
        if (!"F32".equals(node.path("dtype").asText())) {
            throw new IOException(file + ": " + name + ": expected dtype F32, found " + node.path("dtype"));
        }
        long from = node.path("data_offsets").path(0).asLong(-1);
        long to = node.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to < from || to > values.limit() || (to - from) % 4 != 0) {
            throw new IOException(file + ": " + name + ": expected offsets within " + values.limit() + ", found " + from
                    + ".." + to + "; the file is damaged or cut short");
        }
        var floats = new float[(int) ((to - from) / 4)];
        values.slice((int) from, (int) (to - from))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(floats);
        var shape = new ArrayList<Integer>();
        node.path("shape").forEach(size -> shape.add(size.asInt()));
        try {
            return new Entry(shape, floats);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + name + ": " + e.getMessage(), e);
        }
    }
}
