package io.maskgate.hw.inference;

import static io.maskgate.hw.inference.OnnxFields.text;
import static io.maskgate.hw.inference.OnnxFields.texts;

import com.google.protobuf.UnknownFieldSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Doubles a map in eight bits by taking each column and each row twice. ONNX Runtime keeps the channels of such a map side by
 * side, for its convolutions, and its Resize then looks up each number of each channel by itself: a fourteenth of the time of a
 * model with small cells. Gather copies all channels of a cell at once.
 *
 * <p>Our exporter notes the cells of the map in the node; both ends of it are of the same step, so that no number changes.
 */
final class Doubling {
    private static final Pattern CELLS = Pattern.compile("cells ([1-9][0-9]{0,3})x([1-9][0-9]{0,3})");
    private static final String TWICE = "maskgate.twice.";

    private final OnnxGraph graph;
    private final Set<String> replaced = new HashSet<>();

    private Doubling(OnnxGraph graph) {
        this.graph = graph;
    }

    /** Every doubling in eight bits that our exporter wrote is done so; all others are left as they are. */
    static void in(OnnxGraph graph) {
        var doubling = new Doubling(graph);
        graph.nodes(graph.nodes().stream()
                .flatMap(node -> doubling.twice(node).orElse(List.of(node)).stream())
                .toList());
        // Their rounding came after them.
        graph.nodes(graph.nodes().stream()
                .filter(node -> !doubling.isReplaced(node))
                .toList());
    }

    private boolean isReplaced(UnknownFieldSet node) {
        return OnnxGraph.isOf(node, "QuantizeLinear") && replaced.contains(OnnxGraph.output(node));
    }

    /** What does the work of a Resize and of the rounding after it. */
    private Optional<List<UnknownFieldSet>> twice(UnknownFieldSet node) {
        var cells = CELLS.matcher(text(node, OnnxFields.NODE_NOTE).orElse(""));
        var inputs = texts(node, OnnxFields.NODE_INPUT);
        if (!OnnxGraph.isOf(node, "Resize") || !cells.matches() || inputs.isEmpty()) {
            return Optional.empty();
        }
        String whole = OnnxGraph.output(node);
        var read = graph.producer(inputs.getFirst());
        var after = graph.readers(whole);
        if (read.isEmpty() || after.size() != 1 || !sameSteps(read.get(), after.getFirst())) {
            return Optional.empty();
        }
        String bytes = texts(read.get(), OnnxFields.NODE_INPUT).getFirst();
        String rounded = OnnxGraph.output(after.getFirst());
        replaced.add(rounded);
        return Optional.of(List.of(
                transpose(whole + ".cells", bytes, 0, 2, 3, 1),
                gather(whole + ".columns", whole + ".cells", Integer.parseInt(cells.group(2)), 2),
                gather(whole + ".rows", whole + ".columns", Integer.parseInt(cells.group(1)), 1),
                transpose(rounded, whole + ".rows", 0, 3, 1, 2)));
    }

    /** Whether what is read from eight bits goes into eight bits as the same number. */
    private boolean sameSteps(UnknownFieldSet read, UnknownFieldSet rounding) {
        var from = texts(read, OnnxFields.NODE_INPUT);
        var to = texts(rounding, OnnxFields.NODE_INPUT);
        return OnnxGraph.isOf(read, "DequantizeLinear")
                && OnnxGraph.isOf(rounding, "QuantizeLinear")
                && from.size() == 3
                && to.size() == 3
                && from.get(2).equals(to.get(2))
                && content(from.get(1)).isPresent()
                && content(from.get(1)).equals(content(to.get(1)));
    }

    private Optional<List<?>> content(String constant) {
        return graph.constant(constant)
                .map(tensor -> tensor.getField(OnnxFields.TENSOR_RAW).getLengthDelimitedList());
    }

    private static UnknownFieldSet transpose(String output, String input, long... order) {
        return OnnxGraph.node("Transpose", output, List.of(OnnxFields.attributes("perm", order)), input);
    }

    private UnknownFieldSet gather(String output, String input, int length, long axis) {
        String index = graph.longs(
                TWICE + length, LongStream.range(0, 2L * length).map(i -> i / 2).toArray());
        return OnnxGraph.node("Gather", output, List.of(OnnxFields.attribute("axis", axis)), input, index);
    }
}
