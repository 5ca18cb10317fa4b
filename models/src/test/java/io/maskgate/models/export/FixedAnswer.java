package io.maskgate.models.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An ONNX file that answers the same to every picture. */
public final class FixedAnswer {
    private final OnnxGraph graph = new OnnxGraph("fixed");

    /** Takes {@code [1,3,size,size]} in float32 or half precision. */
    public FixedAnswer(String input, boolean halves, int size) {
        graph.input(
                input,
                halves ? OnnxGraph.Element.FLOAT16 : OnnxGraph.Element.FLOAT,
                OnnxGraph.Dimension.of(1),
                OnnxGraph.Dimension.of(3),
                OnnxGraph.Dimension.of(size),
                OnnxGraph.Dimension.of(size));
    }

    public FixedAnswer floats(String output, float[] values, long... shape) {
        return answer(output, OnnxGraph.Element.FLOAT, graph.floats(output + ".fixed", values, shape));
    }

    public FixedAnswer halves(String output, float[] values, long... shape) {
        return answer(output, OnnxGraph.Element.FLOAT16, graph.halves(output + ".fixed", values, shape));
    }

    public FixedAnswer longs(String output, long... values) {
        return answer(output, OnnxGraph.Element.INT64, graph.longs(output + ".fixed", values));
    }

    private FixedAnswer answer(String output, OnnxGraph.Element type, String constant) {
        graph.node("Identity", output, List.of(constant), Map.of());
        graph.openOutput(output, type);
        return this;
    }

    public void write(Path file) throws IOException {
        Files.write(file, graph.model("test", "0", Map.of()).toByteArray());
    }
}
