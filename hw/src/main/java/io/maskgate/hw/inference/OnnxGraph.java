package io.maskgate.hw.inference;

import static io.maskgate.hw.inference.OnnxFields.message;
import static io.maskgate.hw.inference.OnnxFields.numbers;
import static io.maskgate.hw.inference.OnnxFields.text;
import static io.maskgate.hw.inference.OnnxFields.texts;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A graph of an ONNX file whose operations are replaced by others that give the same numbers. */
final class OnnxGraph {
    private final List<ByteString> constants;
    private final Map<String, UnknownFieldSet> tensors = new HashMap<>();
    private final Map<String, UnknownFieldSet> producers = new HashMap<>();
    private final Map<String, List<UnknownFieldSet>> readers = new HashMap<>();
    private final Map<String, ByteString> added = new LinkedHashMap<>();
    private List<UnknownFieldSet> nodes = List.of();

    /**
     * @param nodes in order
     * @param constants the initializers
     */
    OnnxGraph(List<UnknownFieldSet> nodes, List<ByteString> constants) throws InvalidProtocolBufferException {
        this.constants = List.copyOf(constants);
        for (var constant : constants) {
            var tensor = message(constant);
            // Our exporter writes no other.
            if (tensor.hasField(OnnxFields.TENSOR_RAW)) {
                text(tensor, OnnxFields.TENSOR_NAME).ifPresent(name -> tensors.put(name, tensor));
            }
        }
        nodes(nodes);
    }

    /** Takes these in place of all nodes before, in order. */
    void nodes(List<UnknownFieldSet> present) {
        nodes = List.copyOf(present);
        producers.clear();
        readers.clear();
        for (var node : nodes) {
            texts(node, OnnxFields.NODE_OUTPUT).forEach(output -> producers.put(output, node));
            for (String input : texts(node, OnnxFields.NODE_INPUT)) {
                readers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node);
            }
        }
    }

    List<UnknownFieldSet> nodes() {
        return nodes;
    }

    List<ByteString> constants() {
        var all = new ArrayList<>(constants);
        all.addAll(added.values());
        return all;
    }

    Optional<UnknownFieldSet> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    List<UnknownFieldSet> readers(String value) {
        return readers.getOrDefault(value, List.of());
    }

    /** The constant of this name, with its content as raw data; empty for any other value. */
    Optional<UnknownFieldSet> constant(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** Takes out what reads eight bits for nobody: it would be worked out all the same. */
    void dropUnread() {
        nodes(nodes.stream()
                .filter(node -> !isOf(node, "DequantizeLinear")
                        || !readers(output(node)).isEmpty())
                .toList());
    }

    /** A vector of whole numbers, written once. */
    String longs(String name, long... values) {
        var data = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return tensor(name, OnnxFields.INT64, ByteString.copyFrom(data), values.length);
    }

    /** A constant with the content of another. */
    String shaped(String name, UnknownFieldSet tensor, long... dimensions) {
        long type = tensor.getField(OnnxFields.TENSOR_TYPE).getVarintList().getFirst();
        var content =
                tensor.getField(OnnxFields.TENSOR_RAW).getLengthDelimitedList().getFirst();
        return tensor(name, type, content, dimensions);
    }

    private String tensor(String name, long type, ByteString content, long... dimensions) {
        added.computeIfAbsent(
                name,
                _ -> UnknownFieldSet.newBuilder()
                        .addField(OnnxFields.TENSOR_DIMENSIONS, numbers(dimensions))
                        .addField(OnnxFields.TENSOR_TYPE, numbers(type))
                        .addField(OnnxFields.TENSOR_NAME, text(name))
                        .addField(OnnxFields.TENSOR_RAW, OnnxFields.bytes(List.of(content)))
                        .build()
                        .toByteString());
        return name;
    }

    static boolean isOf(UnknownFieldSet node, String operation) {
        return text(node, OnnxFields.NODE_OPERATION).filter(operation::equals).isPresent();
    }

    static String output(UnknownFieldSet node) {
        return text(node, OnnxFields.NODE_OUTPUT).orElse("");
    }

    /** A node with one output, of whose name it is. */
    static UnknownFieldSet node(String operation, String output, List<ByteString> attributes, String... inputs) {
        return UnknownFieldSet.newBuilder()
                .addField(OnnxFields.NODE_INPUT, text(inputs))
                .addField(OnnxFields.NODE_OUTPUT, text(output))
                .addField(OnnxFields.NODE_NAME, text(output))
                .addField(OnnxFields.NODE_OPERATION, text(operation))
                .addField(OnnxFields.NODE_ATTRIBUTE, OnnxFields.bytes(attributes))
                .build();
    }
}
