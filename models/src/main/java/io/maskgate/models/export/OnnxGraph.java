package io.maskgate.models.export;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An ONNX model under construction (onnx.proto of ONNX 1.17; opset 17 and IR 8 are what TensorRT 10.0 and every ONNX
 * Runtime since 1.12 read). The same calls give the same bytes. A node's name is its output's name.
 */
final class OnnxGraph {
    /** A dimension left open, known by a name. */
    record Dimension(String name, long size) {
        static Dimension open(String name) {
            return new Dimension(name, -1);
        }

        static Dimension of(long size) {
            return new Dimension("", size);
        }
    }

    /** Element types of TensorProto.DataType. */
    enum Element {
        FLOAT(1),
        UINT8(2),
        INT8(3),
        INT64(7),
        FLOAT16(10);

        private final int code;

        Element(int code) {
            this.code = code;
        }

        /** As the attribute {@code to} of Cast wants it. */
        long code() {
            return code;
        }
    }

    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_TEXT = 3;
    private static final int ATTRIBUTE_INTS = 7;

    private final String name;
    private final List<ByteString> nodes = new ArrayList<>();
    private final Map<String, ByteString> initializers = new LinkedHashMap<>();
    private final List<ByteString> inputs = new ArrayList<>();
    private final List<ByteString> outputs = new ArrayList<>();

    OnnxGraph(String name) {
        this.name = name;
    }

    String input(String input, Element type, Dimension... shape) {
        inputs.add(value(input, type, shape));
        return input;
    }

    void output(String output, Element type, Dimension... shape) {
        outputs.add(value(output, type, shape));
    }

    /** An output of any shape. */
    void openOutput(String output, Element type) {
        outputs.add(Message.of(info ->
                info.text(1, output).nested(2, any -> any.nested(1, tensor -> tensor.number(1, type.code)))));
    }

    /**
     * Adds an operation with one output.
     *
     * @param attributes values are Long, Float, long[] or String
     * @return the output's name
     */
    String node(String operation, String output, List<String> operands, Map<String, Object> attributes) {
        return node(operation, output, operands, attributes, "");
    }

    /**
     * The same with a note.
     *
     * @param note for whoever reads the file; engines pass it by
     */
    String node(String operation, String output, List<String> operands, Map<String, Object> attributes, String note) {
        nodes.add(Message.of(node -> {
            operands.forEach(operand -> node.text(1, operand));
            node.text(2, output).text(3, output).text(4, operation);
            new TreeMap<>(attributes)
                    .forEach((key, value) -> node.nested(5, attribute -> attribute(attribute.text(1, key), value)));
            if (!note.isEmpty()) {
                node.text(6, note);
            }
        }));
        return output;
    }

    private static void attribute(Message attribute, Object value) {
        switch (value) {
            case Long number -> attribute.number(3, number).number(20, ATTRIBUTE_INT);
            case Float number -> attribute.real(2, number).number(20, ATTRIBUTE_FLOAT);
            case long[] numbers -> attribute.numbers(8, numbers).number(20, ATTRIBUTE_INTS);
            case String text ->
                attribute.bytes(4, ByteString.copyFromUtf8(text)).number(20, ATTRIBUTE_TEXT);
            default -> throw new IllegalArgumentException("attribute of type " + value.getClass());
        }
    }

    /** Adds a float constant; an empty shape is a scalar. */
    String floats(String constant, float[] values, long... shape) {
        var data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return initializer(constant, Element.FLOAT, data, shape);
    }

    /** Adds a constant in half precision, each value rounded to the nearest. */
    String halves(String constant, float[] values, long... shape) {
        var data = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putShort(Float.floatToFloat16(value));
        }
        return initializer(constant, Element.FLOAT16, data.flip(), shape);
    }

    /** Adds a constant of signed bytes; an empty shape is a scalar. */
    String bytes(String constant, byte[] values, long... shape) {
        return initializer(constant, Element.INT8, ByteBuffer.wrap(values), shape);
    }

    /** Adds a vector of whole numbers, as shapes are given. */
    String longs(String constant, long... values) {
        var data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return initializer(constant, Element.INT64, data, values.length);
    }

    private String initializer(String constant, Element type, ByteBuffer data, long... shape) {
        var tensor = Message.of(message ->
                message.numbers(1, shape).number(2, type.code).text(8, constant).bytes(9, ByteString.copyFrom(data)));
        if (initializers.put(constant, tensor) != null) {
            throw new IllegalArgumentException("constant " + constant + " is there already");
        }
        return constant;
    }

    private static ByteString value(String value, Element type, Dimension... shape) {
        return Message.of(info -> info.text(1, value)
                .nested(
                        2,
                        any -> any.nested(
                                1,
                                tensor -> tensor.number(1, type.code).nested(2, sizes -> {
                                    for (var dimension : shape) {
                                        sizes.nested(1, size -> {
                                            if (dimension.name.isEmpty()) {
                                                size.number(1, dimension.size);
                                            } else {
                                                size.text(2, dimension.name);
                                            }
                                        });
                                    }
                                }))));
    }

    /** The whole file: a ModelProto. */
    ByteString model(String producer, String version, Map<String, String> metadata) {
        return Message.of(model -> {
            model.number(1, IR_VERSION).text(2, producer).text(3, version);
            model.nested(7, graph -> {
                nodes.forEach(node -> graph.bytes(1, node));
                graph.text(2, name);
                initializers.values().forEach(initializer -> graph.bytes(5, initializer));
                inputs.forEach(input -> graph.bytes(11, input));
                outputs.forEach(output -> graph.bytes(12, output));
            });
            model.nested(8, opset -> opset.text(1, "").number(2, OPSET));
            new TreeMap<>(metadata)
                    .forEach((key, value) ->
                            model.nested(14, entry -> entry.text(1, key).text(2, value)));
        });
    }
}
