package io.maskgate.models.export;

import io.maskgate.hw.files.DurableFile;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.models.export.OnnxGraph.Dimension;
import io.maskgate.models.export.OnnxGraph.Element;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.net.Anchors;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a network and its weights as an ONNX file of the detector contract: {@code images} uint8 {@code [N,H,W,3]} in,
 * {@code boxes} {@code [N,A,4]} and {@code scores} {@code [N,A,2]} out, N open.
 *
 * @param name the model's, as events carry it
 * @param width input width, pixels, a multiple of 32
 * @param height input height, pixels, a multiple of 32
 */
public record OnnxExporter(String name, int width, int height) {
    /** What a model may be called, for a message. */
    public static final String NAMES = "at most 64 letters, digits, dots, dashes and underscores";

    private static final int STEP = Network.STEP;
    private static final int CLASSES = MaskLabel.values().length;
    private static final Dimension BATCH = Dimension.open("N");

    public OnnxExporter {
        if (width < STEP || height < STEP || width % STEP != 0 || height % STEP != 0) {
            throw new IllegalArgumentException("input is " + width + "x" + height + ", expected multiples of " + STEP);
        }
        if (!isName(name)) {
            throw new IllegalArgumentException("name is '" + name + "', expected " + NAMES);
        }
    }

    /** Whether a model may be called so. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    }

    /**
     * One for further files of a model, of the same name and size.
     *
     * @throws io.maskgate.hw.inference.InferenceException when the file breaks the contract
     */
    public static OnnxExporter like(Path onnx) {
        try (var detector = OnnxDetector.open(onnx, InferenceOptions.defaults().withMaxBatch(1))) {
            var model = detector.model();
            return new OnnxExporter(model.name(), model.width(), model.height());
        }
    }

    /**
     * Replaces {@code file} in one step.
     *
     * @param weights every tensor of the network by name, row-major
     * @param sha sha256 of the weights' file, lower-case hex
     * @throws IllegalArgumentException naming each weight that is missing, extra or of another size
     */
    public void write(Network network, Map<String, float[]> weights, String sha, Path file) throws IOException {
        write(network, weights, sha, new Format.Float32(), file);
    }

    /** The same in another number format. */
    public void write(Network network, Map<String, float[]> weights, String sha, Format format, Path file)
            throws IOException {
        var graph = new OnnxGraph(network.architecture());
        build(graph, network, weights, format);
        save(graph, sha, file);
    }

    /**
     * Writes the network in float32 with every value that can be quantised as a further output, so that ranges can be
     * measured.
     *
     * @return its operations in order; the outputs are theirs
     */
    public List<Operation> writeProbe(Network network, Map<String, float[]> weights, String sha, Path file)
            throws IOException {
        var graph = new OnnxGraph(network.architecture());
        var operations = build(graph, network, weights, new Format.Float32());
        operations.forEach(operation -> graph.openOutput(operation.output(), Element.FLOAT));
        save(graph, sha, file);
        return operations;
    }

    private List<Operation> build(OnnxGraph graph, Network network, Map<String, float[]> weights, Format format) {
        Cost.of(network, width, height).check(weights);
        Numbers numbers = switch (format) {
            case Format.Float32() -> new FloatNumbers(graph, Element.FLOAT);
            case Format.Float16() -> new FloatNumbers(graph, Element.FLOAT16);
            case Format.Int8(var plan, boolean unsigned) -> new QuantisedNumbers(graph, plan, unsigned);
        };
        var type = numbers.activations();
        String images =
                graph.input("images", Element.UINT8, BATCH, Dimension.of(height), Dimension.of(width), Dimension.of(3));
        graph.node("Cast", numbers.image(), List.of(images), Map.of("to", type.code()));
        var backend = new OnnxBackend(graph, width, height, network.deployed(weights), numbers);
        var levels = network.deployed().forward(backend, OnnxBackend.IMAGE);

        var anchors = network.anchors(width, height);
        boxes(graph, backend, levels, type, anchors, network);
        scores(graph, levels, type);
        graph.output("boxes", Element.FLOAT, BATCH, Dimension.of(anchors.count()), Dimension.of(4));
        graph.output("scores", Element.FLOAT, BATCH, Dimension.of(anchors.count()), Dimension.of(CLASSES));
        return backend.operations();
    }

    private void save(OnnxGraph graph, String sha, Path file) throws IOException {
        var metadata = Map.of(
                "maskgate.name", name, "maskgate.labels", String.join(",", MaskLabel.texts()), "maskgate.sha", sha);
        var model = graph.model("maskgate", "0.1", metadata).asReadOnlyByteBuffer();
        AtomicFile.write(file, channel -> DurableFile.writeFully(channel, model));
    }

    private static void scores(OnnxGraph graph, List<Network.Level<String>> levels, Element type) {
        var logits = levels.stream().map(Network.Level::classes).toList();
        String rows = rows(graph, "classes", logits, CLASSES, type);
        graph.node("Sigmoid", "scores", List.of(rows), Map.of());
    }

    /** The expected distance of each side, stepped off from the anchor: corner = centre + distance, to the left and up below zero. */
    private void boxes(
            OnnxGraph graph,
            OnnxBackend backend,
            List<Network.Level<String>> levels,
            Element type,
            Anchors anchors,
            Network network) {
        var sums = new SideSums(graph, network.bins(), type);
        var maps = levels.stream().map(level -> sums.of(backend, level)).toList();
        String centres = new AnchorCentres(graph, anchors, network.strides(), width, height).table();
        graph.node("Add", "boxes", List.of(sums.expected(maps), centres), Map.of());
    }

    /** Joins the levels' maps {@code [N,C,h,w]} to rows {@code [N,A,C]} in float32; one transposition for all. */
    private static String rows(OnnxGraph graph, String kind, List<String> maps, int channels, Element type) {
        String flat = graph.longs(kind + ".columns", 0, channels, -1);
        var columns = new ArrayList<String>();
        for (int i = 0; i < maps.size(); i++) {
            columns.add(graph.node("Reshape", kind + "." + i, List.of(maps.get(i), flat), Map.of()));
        }
        String joined = graph.node("Concat", kind + ".joined", columns, Map.of("axis", 2L));
        String rows = graph.node("Transpose", kind + ".rows", List.of(joined), Map.of("perm", new long[] {0, 2, 1}));
        return type == Element.FLOAT
                ? rows
                : graph.node("Cast", kind + ".float", List.of(rows), Map.of("to", Element.FLOAT.code()));
    }
}
