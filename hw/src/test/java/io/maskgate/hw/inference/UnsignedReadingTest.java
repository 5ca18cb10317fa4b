package io.maskgate.hw.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
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
        graph.nested(1, node -> {
            for (String input : inputs) {
                node.text(1, input);
            }
            node.text(2, output).text(3, output).text(4, operation);
        });
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
