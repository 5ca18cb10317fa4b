package io.maskgate.hw.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes an ONNX model that reads its answer from the first row of the picture: six bytes per anchor, x0 y0 x1 y1 in
 * units of 2 pixels and two scores in 1/255. Every part of the contract can be broken.
 *
 * <p>Field numbers are those of onnx.proto (IR version 8, opset 13).
 */
public final class TestModel {
    public static final int WIDTH = 64;
    public static final int HEIGHT = 32;
    /** A row of 64 pixels holds 192 bytes. */
    public static final int ANCHORS = 32;

    static final String SHA = "0123456789abcdef".repeat(4);

    private static final int FLOAT = 1;
    static final int UINT8 = 2;
    private static final int INT64 = 7;

    private final Map<String, String> metadata = new LinkedHashMap<>(
            Map.of("maskgate.name", "probe", "maskgate.labels", "facemask,no facemask", "maskgate.sha", SHA));
    private String inputName = "images";
    private int inputType = UINT8;
    private int width = WIDTH;
    private int height = HEIGHT;
    private boolean fixedBatch;
    private boolean openAnchors;
    private long bakedBatch = -1;
    private long scoreAnchors = ANCHORS;
    private boolean withScores = true;
    private double scoreScale = 1 / 255.0;
    private int ballast;

    public TestModel metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    TestModel without(String key) {
        metadata.remove(key);
        return this;
    }

    TestModel inputName(String name) {
        inputName = name;
        return this;
    }

    TestModel floatInput() {
        inputType = FLOAT;
        return this;
    }

    TestModel size(int w, int h) {
        width = w;
        height = h;
        return this;
    }

    TestModel fixedBatch() {
        fixedBatch = true;
        return this;
    }

    TestModel openAnchors() {
        openAnchors = true;
        return this;
    }

    /** A graph that can only do one picture, though it declares an open N. */
    TestModel bakedBatch() {
        bakedBatch = 1;
        return this;
    }

    TestModel scoreAnchors(int count) {
        scoreAnchors = count;
        return this;
    }

    TestModel withoutScores() {
        withScores = false;
        return this;
    }

    TestModel scoreScale(double scale) {
        scoreScale = scale;
        return this;
    }

    /** Zeros of which the graph reads one by an index made from the pixels, so that the engine must keep them all. */
    TestModel ballast(int floats) {
        ballast = floats;
        return this;
    }

    public Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        return Proto.message(model -> {
            model.number(1, 8).text(2, "maskgate test").nested(7, this::graph);
            model.nested(8, opset -> opset.text(1, "").number(2, 13));
            metadata.forEach(
                    (key, value) -> model.nested(14, entry -> entry.text(1, key).text(2, value)));
        });
    }

    private void graph(Proto graph) {
        if (inputType == FLOAT) {
            node(graph, "Identity", "row_all", inputName);
        } else {
            cast(graph, inputName, "row_all", FLOAT);
        }
        boolean opaque = openAnchors || bakedBatch > 0 || ballast > 0;
        if (opaque) {
            // nought made from the pixels: added to a shape, it hides the shape from the engine's inference
            node(graph, "ReduceMax", "peak", "row_all");
            node(graph, "Mul", "nought_float", "peak", "zero");
            cast(graph, "nought_float", "nought", INT64);
            for (String shape : new String[] {"flat_shape", "table_shape", "score_anchors"}) {
                node(graph, "Add", shape + "_hidden", shape, "nought");
            }
        }
        String suffix = opaque ? "_hidden" : "";
        node(graph, "Slice", "row", "row_all", "0", "1", "1");
        node(graph, "Reshape", "flat", "row", "flat_shape" + suffix);
        node(graph, "Slice", "used", "flat", "0", "row_bytes", "1");
        node(graph, "Reshape", "table", "used", "table_shape" + suffix);
        node(graph, "Slice", "box_bytes", "table", "0", "4", "2");
        node(graph, "Mul", "boxes", "box_bytes", "two");
        node(graph, "Slice", "score_bytes", "table", "4", "6", "2");
        node(graph, "Slice", "score_rows", "score_bytes", "0", "score_anchors" + suffix, "1");
        if (ballast > 0) {
            node(graph, "Gather", "lightest", "ballast", "nought");
            node(graph, "Add", "score_bytes_2", "score_rows", "lightest");
        }
        if (withScores) {
            node(graph, "Mul", "scores", ballast > 0 ? "score_bytes_2" : "score_rows", "score_scale");
        }
        graph.text(2, "probe");
        for (int i : new int[] {0, 1, 2, 4, 6}) {
            integers(graph, String.valueOf(i), i);
        }
        integers(graph, "flat_shape", bakedBatch, width * 3L);
        integers(graph, "row_bytes", ANCHORS * 6);
        integers(graph, "table_shape", bakedBatch, ANCHORS, 6);
        integers(graph, "score_anchors", scoreAnchors);
        floats(graph, "two", 2);
        if (opaque) {
            floats(graph, "zero", 0);
        }
        floats(graph, "score_scale", (float) scoreScale);
        if (ballast > 0) {
            floats(graph, "ballast", new float[ballast]);
        }
        long batch = fixedBatch ? 1 : -1;
        value(graph, 11, inputName, inputType, batch, height, width, 3);
        value(graph, 12, "boxes", FLOAT, batch, openAnchors ? -1 : ANCHORS, 4);
        if (withScores) {
            value(graph, 12, "scores", FLOAT, batch, openAnchors ? -1 : scoreAnchors, 2);
        }
    }

    private static void node(Proto graph, String op, String output, String... inputs) {
        graph.nested(1, node -> {
            for (String input : inputs) {
                node.text(1, input);
            }
            node.text(2, output).text(4, op);
            if (op.equals("ReduceMax")) {
                node.nested(5, keep -> keep.text(1, "keepdims").number(3, 0).number(20, 2));
            }
        });
    }

    private static void cast(Proto graph, String input, String output, int type) {
        graph.nested(
                1,
                node -> node.text(1, input)
                        .text(2, output)
                        .text(4, "Cast")
                        .nested(5, to -> to.text(1, "to").number(3, type).number(20, 2)));
    }

    private static void integers(Proto graph, String name, long... values) {
        var raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        initializer(graph, name, INT64, values.length, raw);
    }

    private static void floats(Proto graph, String name, float... values) {
        var raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        initializer(graph, name, FLOAT, values.length, raw);
    }

    private static void initializer(Proto graph, String name, int type, int length, ByteBuffer raw) {
        graph.nested(
                5,
                tensor -> tensor.number(1, length).number(2, type).text(8, name).bytes(9, raw.array()));
    }

    private static void value(Proto graph, int field, String name, int type, long... shape) {
        Consumer<Proto> dimensions = dims -> {
            for (int i = 0; i < shape.length; i++) {
                long size = shape[i];
                String symbol = "d" + i;
                dims.nested(1, dim -> {
                    if (size < 0) {
                        dim.text(2, symbol);
                    } else {
                        dim.number(1, size);
                    }
                });
            }
        };
        graph.nested(
                field,
                value -> value.text(1, name)
                        .nested(
                                2,
                                kind -> kind.nested(
                                        1, tensor -> tensor.number(1, type).nested(2, dimensions))));
    }
}
