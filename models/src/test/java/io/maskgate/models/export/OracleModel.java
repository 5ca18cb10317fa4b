package io.maskgate.models.export;

import io.maskgate.hw.files.DurableFile;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.models.export.OnnxGraph.Dimension;
import io.maskgate.models.export.OnnxGraph.Element;
import io.maskgate.models.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model of the detector contract that gives the same answer to every picture. */
public final class OracleModel {
    private OracleModel() {}

    /**
     * Writes it.
     *
     * @param boxes corners in input pixels, four for each anchor
     * @param scores two for each anchor
     */
    public static void write(Path file, int width, int height, float[] boxes, float[] scores) throws IOException {
        var graph = new OnnxGraph("oracle");
        var batch = Dimension.open("N");
        int anchors = scores.length / 2;
        graph.input("images", Element.UINT8, batch, Dimension.of(height), Dimension.of(width), Dimension.of(3));
        graph.node("Cast", "floats", List.of("images"), Map.of("to", 1L));
        graph.node("ReduceMax", "brightest", List.of("floats"), Map.of("axes", new long[] {1, 2}, "keepdims", 0L));
        graph.longs("column", 0, 1, 3);
        graph.node("Reshape", "each", List.of("brightest", "column"), Map.of());
        graph.node("ReduceMax", "one", List.of("each"), Map.of("axes", new long[] {2}, "keepdims", 1L));
        graph.floats("nothing", new float[] {0}, 1);
        graph.node("Mul", "zero", List.of("one", "nothing"), Map.of());
        graph.floats("boxes.all", boxes, 1, anchors, 4);
        graph.floats("scores.all", scores, 1, anchors, 2);
        graph.node("Add", "boxes", List.of("zero", "boxes.all"), Map.of());
        graph.node("Add", "scores", List.of("zero", "scores.all"), Map.of());
        graph.output("boxes", Element.FLOAT, batch, Dimension.of(anchors), Dimension.of(4));
        graph.output("scores", Element.FLOAT, batch, Dimension.of(anchors), Dimension.of(2));
        var metadata = Map.of(
                "maskgate.name",
                "oracle",
                "maskgate.labels",
                String.join(",", MaskLabel.texts()),
                "maskgate.sha",
                "0123456789abcdef");
        var model = graph.model("test", "0", metadata).asReadOnlyByteBuffer();
        AtomicFile.write(file, channel -> DurableFile.writeFully(channel, model));
    }
}
