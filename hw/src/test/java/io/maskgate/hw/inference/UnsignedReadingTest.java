package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class UnsignedReadingTest {
    /** A graph's initializer: TensorProto with data_type int8 (3), a name and one raw byte. */
    private static byte[] file(String... zeros) {
        return Proto.message(model -> model.nested(7, graph -> {
            graph.text(2, "maskgate.zero.signed is only mentioned here");
            for (String zero : zeros) {
                graph.nested(5, tensor -> tensor.number(2, 3).text(8, zero).bytes(9, new byte[1]));
            }
        }));
    }

    private static byte[] initializer(String name, int type, int value) {
        return Proto.message(graph ->
                graph.nested(5, tensor -> tensor.number(2, type).text(8, name).bytes(9, new byte[] {(byte) value})));
    }

    private static Optional<byte[]> reading(byte[] file) {
        try (var memory = Arena.ofConfined()) {
            return UnsignedReading.of(ByteBuffer.wrap(file), memory).map(content -> {
                var bytes = new byte[content.remaining()];
                content.get(bytes);
                return bytes;
            });
        }
    }

    @Test
    void numbersThatMayBeNegativeAreShiftedBy128AndThoseThatNeverAreStay() {
        var changed = reading(file("maskgate.zero.positive", "other", "maskgate.zero.signed"))
                .orElseThrow();

        // uint8 is 2 in TensorProto.DataType
        assertThat(changed)
                .containsSequence(initializer("maskgate.zero.positive", 2, 0))
                .containsSequence(initializer("maskgate.zero.signed", 2, 128))
                .containsSequence(initializer("other", 3, 0));
    }

    /** As the exporter writes it: image -> float -> cells -> centred -> quantised -> read by the convolution. */
    @Test
    void aPictureIsTakenAsItIsAndWhatMadeInt8OfItIsLeftOut() {
        var file = Proto.message(model -> model.nested(7, graph -> {
            node(graph, "Cast", "maskgate.picture.float", "images");
            node(graph, "Reshape", "cells", "maskgate.picture.float", "shape");
            node(graph, "Sub", "maskgate.picture.centred", "cells", "grey");
            node(graph, "QuantizeLinear", "maskgate.picture.quantised", "maskgate.picture.centred", "step", "zero");
            node(graph, "DequantizeLinear", "read", "maskgate.picture.quantised", "step", "zero");
            node(graph, "Resize", "y", "read", "", "scales");
            graph.nested(
                    5,
                    tensor ->
                            tensor.number(2, 3).text(8, "maskgate.zero.signed").bytes(9, new byte[1]));
        }));

        var expected = Proto.message(model -> model.nested(7, graph -> {
            node(graph, "Reshape", "cells", "images", "shape");
            node(graph, "DequantizeLinear", "read", "cells", "step", "zero");
            node(graph, "Resize", "y", "read", "", "scales");
            graph.nested(
                    5,
                    tensor ->
                            tensor.number(2, 2).text(8, "maskgate.zero.signed").bytes(9, new byte[] {-128}));
        }));
        assertThat(reading(file))
                .hasValueSatisfying(changed -> assertThat(changed).isEqualTo(expected));
    }

    private static void node(Proto graph, String operation, String output, String... inputs) {
        node(graph, operation, output, _ -> {}, inputs);
    }

    private static void node(Proto graph, String operation, String output, Consumer<Proto> rest, String... inputs) {
        graph.nested(1, node -> {
            for (String input : inputs) {
                node.text(1, input);
            }
            rest.accept(node.text(2, output).text(3, output).text(4, operation));
        });
    }

    /** AttributeProto: name, i or ints, type. */
    private static Consumer<Proto> number(String name, long value) {
        return node -> node.nested(5, it -> it.text(1, name).number(3, value).number(20, 2));
    }

    private static Consumer<Proto> numbers(String name, long... values) {
        return node -> node.nested(5, it -> {
            it.text(1, name);
            Arrays.stream(values).forEach(value -> it.number(8, value));
            it.number(20, 7);
        });
    }

    /** TensorProto: dims, data_type, name, raw_data. */
    private static void constant(Proto graph, String name, int type, byte[] content, long... dimensions) {
        graph.nested(5, tensor -> {
            Arrays.stream(dimensions).forEach(dimension -> tensor.number(1, dimension));
            tensor.number(2, type).text(8, name).bytes(9, content);
        });
    }

    private static byte[] longs(long... values) {
        var content = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        content.asLongBuffer().put(values);
        return content.array();
    }

    private static byte[] model(Consumer<Proto> graph) {
        return Proto.message(model -> model.nested(7, graph));
    }

    /** As the exporter writes it: eight bits -> read -> twice as large -> eight bits, in the same steps -> read. */
    private static byte[] doubled(String note, byte stepAfter) {
        return model(graph -> {
            node(graph, "DequantizeLinear", "x.read", "x.bytes", "x.step", "maskgate.zero.signed");
            node(graph, "Resize", "up", node -> node.text(6, note), "x.read", "", "scales");
            node(graph, "QuantizeLinear", "up.bytes", "up", "up.step", "maskgate.zero.signed");
            node(graph, "DequantizeLinear", "up.read", "up.bytes", "up.step", "maskgate.zero.signed");
            node(graph, "Relu", "y", "up.read");
            constant(graph, "maskgate.zero.signed", 3, new byte[1]);
            constant(graph, "x.step", 1, new byte[] {1, 2, 3, 4});
            constant(graph, "up.step", 1, new byte[] {1, 2, 3, stepAfter});
        });
    }

    @Test
    void aMapInEightBitsIsDoubledByTakingColumnsAndRowsTwice() {
        var expected = model(graph -> {
            node(graph, "Transpose", "up.cells", numbers("perm", 0, 2, 3, 1), "x.bytes");
            node(graph, "Gather", "up.columns", number("axis", 2), "up.cells", "maskgate.twice.3");
            node(graph, "Gather", "up.rows", number("axis", 1), "up.columns", "maskgate.twice.2");
            node(graph, "Transpose", "up.bytes", numbers("perm", 0, 3, 1, 2), "up.rows");
            node(graph, "DequantizeLinear", "up.read", "up.bytes", "up.step", "maskgate.zero.signed");
            node(graph, "Relu", "y", "up.read");
            constant(graph, "maskgate.zero.signed", 2, new byte[] {-128});
            constant(graph, "x.step", 1, new byte[] {1, 2, 3, 4});
            constant(graph, "up.step", 1, new byte[] {1, 2, 3, 4});
            constant(graph, "maskgate.twice.3", 7, longs(0, 0, 1, 1, 2, 2), 6);
            constant(graph, "maskgate.twice.2", 7, longs(0, 0, 1, 1), 4);
        });
        assertThat(reading(doubled("cells 2x3", (byte) 4)))
                .hasValueSatisfying(changed -> assertThat(changed).isEqualTo(expected));
    }

    @Test
    void aMapOfUnknownCellsOrOtherStepsIsDoubledAsTheFileSays() {
        for (var file :
                List.of(doubled("", (byte) 4), doubled("cells 0x3", (byte) 4), doubled("cells 2x3", (byte) 5))) {
            assertThat(reading(file))
                    .hasValueSatisfying(changed -> assertThat(changed)
                            .containsSequence("Resize".getBytes(StandardCharsets.US_ASCII))
                            .hasSameSizeAs(file));
        }
    }

    /** The last step of the scores: 2 channels of 16, in floating point. */
    private static byte[] predicted(Consumer<Proto> attributes, String reader, long... kernel) {
        return model(graph -> {
            node(graph, "DequantizeLinear", "x.read", "x.bytes", "x.step", "maskgate.zero.signed");
            node(graph, "Conv", "map", attributes, "x.read", "kernel", "bias");
            node(graph, reader, "rows", "map", "shape");
            constant(graph, "maskgate.zero.signed", 3, new byte[1]);
            constant(graph, "kernel", 1, new byte[] {1, 2, 3}, kernel);
            constant(graph, "bias", 1, new byte[] {4, 5}, kernel[0]);
        });
    }

    private static final Consumer<Proto> PLAIN =
            number("group", 1).andThen(numbers("pads", 0, 0, 0, 0)).andThen(numbers("strides", 1, 1));

    @Test
    void aFewChannelsAreWorkedOutByOneProductOfMatrices() {
        var expected = model(graph -> {
            node(graph, "DequantizeLinear", "x.read", "x.bytes", "x.step", "maskgate.zero.signed");
            node(graph, "Reshape", "map.flat", "x.read", "maskgate.flat");
            node(graph, "MatMul", "map.product", "map.matrix", "map.flat");
            node(graph, "Add", "map", "map.product", "map.column");
            node(graph, "Reshape", "rows", "map", "shape");
            constant(graph, "maskgate.zero.signed", 2, new byte[] {-128});
            constant(graph, "kernel", 1, new byte[] {1, 2, 3}, 2, 16, 1, 1);
            constant(graph, "bias", 1, new byte[] {4, 5}, 2);
            constant(graph, "maskgate.flat", 7, longs(0, 0, -1), 3);
            constant(graph, "map.matrix", 1, new byte[] {1, 2, 3}, 2, 16);
            constant(graph, "map.column", 1, new byte[] {4, 5}, 2, 1);
        });
        assertThat(reading(predicted(PLAIN, "Reshape", 2, 16, 1, 1)))
                .hasValueSatisfying(changed -> assertThat(changed).isEqualTo(expected));
    }

    @Test
    void otherConvolutionsStay() {
        for (var file : List.of(
                predicted(PLAIN, "Relu", 2, 16, 1, 1),
                predicted(PLAIN, "Reshape", 16, 16, 1, 1),
                predicted(PLAIN, "Reshape", 2, 16, 3, 3),
                predicted(number("group", 2), "Reshape", 2, 8, 1, 1),
                predicted(numbers("strides", 2, 2), "Reshape", 2, 16, 1, 1),
                predicted(numbers("pads", 1, 1, 1, 1), "Reshape", 2, 16, 1, 1))) {
            assertThat(reading(file))
                    .hasValueSatisfying(changed -> assertThat(changed)
                            .containsSequence("Conv".getBytes(StandardCharsets.US_ASCII))
                            .hasSameSizeAs(file));
        }
    }

    @Test
    void whatIsNoOnnxFileIsLeftToTheEngine() {
        assertThat(reading("maskgate.zero.signed is no ONNX file".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Test
    void whatWasGivenIsNotChanged() {
        var given = file("maskgate.zero.signed");
        var before = Arrays.copyOf(given, given.length);
        assertThat(reading(given)).isPresent();
        assertThat(given).isEqualTo(before);
    }

    @Test
    void aFileWithoutOurZeroPointsIsLeftAlone() {
        assertThat(reading(file("zero"))).isEmpty();
        assertThat(reading(file("maskgate.zero.signed.fixed"))).isEmpty();
        assertThat(reading(new TestModel().bytes())).isEmpty();
        assertThat(reading(new byte[0])).isEmpty();
    }
}
