package io.maskgate.hw.inference;

import static io.maskgate.hw.inference.OnnxFields.texts;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Works out a few channels in floating point, as the last step of the scores, by one product of matrices over a map as it is
 * read from eight bits. ONNX Runtime would sort the map into blocks of sixteen channels first, and fill a block of which two are
 * wanted: more than the products themselves take.
 */
final class FewChannels {
    /** Half of a block. */
    private static final long MOST = 8;

    private static final int RANK = 4;

    private FewChannels() {}

    /** Every pointwise convolution of few channels that reads eight bits, and is read as rows alone, is done so. */
    static void in(OnnxGraph graph) throws InvalidProtocolBufferException {
        var replaced = new ArrayList<UnknownFieldSet>();
        for (var node : graph.nodes()) {
            replaced.addAll(product(node, graph).orElse(List.of(node)));
        }
        graph.nodes(replaced);
    }

    private static Optional<List<UnknownFieldSet>> product(UnknownFieldSet node, OnnxGraph graph)
            throws InvalidProtocolBufferException {
        var inputs = texts(node, OnnxFields.NODE_INPUT);
        if (!OnnxGraph.isOf(node, "Conv") || inputs.size() != 3) {
            return Optional.empty();
        }
        var kernel = graph.constant(inputs.get(1));
        var bias = graph.constant(inputs.get(2));
        String map = OnnxGraph.output(node);
        boolean fromBytes = graph.producer(inputs.get(0))
                .filter(producer -> OnnxGraph.isOf(producer, "DequantizeLinear"))
                .isPresent();
        var readers = graph.readers(map);
        boolean asRows = !readers.isEmpty() && readers.stream().allMatch(reader -> OnnxGraph.isOf(reader, "Reshape"));
        if (!fromBytes || !asRows || kernel.isEmpty() || bias.isEmpty()) {
            return Optional.empty();
        }
        var shape = kernel.get().getField(OnnxFields.TENSOR_DIMENSIONS).getVarintList();
        if (shape.size() != RANK || shape.get(0) > MOST || shape.get(2) != 1 || shape.get(3) != 1 || !isPlain(node)) {
            return Optional.empty();
        }
        String flat = graph.longs("maskgate.flat", 0, 0, -1);
        String matrix = graph.shaped(map + ".matrix", kernel.get(), shape.get(0), shape.get(1));
        String column = graph.shaped(map + ".column", bias.get(), shape.get(0), 1);
        return Optional.of(List.of(
                OnnxGraph.node("Reshape", map + ".flat", List.of(), inputs.get(0), flat),
                OnnxGraph.node("MatMul", map + ".product", List.of(), matrix, map + ".flat"),
                OnnxGraph.node("Add", map, List.of(), map + ".product", column)));
    }

    /** By what its attributes say: one group, steps of one, no padding. */
    private static boolean isPlain(UnknownFieldSet convolution) throws InvalidProtocolBufferException {
        for (var encoded : convolution.getField(OnnxFields.NODE_ATTRIBUTE).getLengthDelimitedList()) {
            var attribute = OnnxFields.message(encoded);
            long expected = OnnxFields.text(attribute, OnnxFields.ATTRIBUTE_NAME)
                            .filter("pads"::equals)
                            .isPresent()
                    ? 0
                    : 1;
            var one = attribute.getField(OnnxFields.ATTRIBUTE_NUMBER).getVarintList();
            var many = attribute.getField(OnnxFields.ATTRIBUTE_NUMBERS).getVarintList();
            if (!Stream.concat(one.stream(), many.stream()).allMatch(number -> number == expected)) {
                return false;
            }
        }
        return true;
    }
}
