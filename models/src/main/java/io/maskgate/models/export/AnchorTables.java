package io.maskgate.models.export;

import io.maskgate.models.net.Anchors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Constants of four numbers for each anchor, {@code [1,A,4]}: left, top, right and bottom. A level's are the sum of what
 * its rows and what its columns say, and only these are written: engines work constants out once as they load a file,
 * and whole tables were a twentieth of the camera model's file and a seventh of its int8.
 *
 * @param strides of the levels
 * @param width of the input, pixels
 * @param height of the input, pixels
 */
record AnchorTables(OnnxGraph graph, Anchors anchors, List<Integer> strides, int width, int height) {
    private static final int SIDES = 4;

    /** What one stride of distance is on each side, in pixels of the corner's coordinates. */
    String steps() {
        return table(
                "anchors.steps",
                anchor -> {
                    float stride = anchors.stride()[anchor];
                    return new float[] {-stride, -stride, stride, stride};
                },
                anchor -> new float[SIDES]);
    }

    /** The point that distances are measured from, pixels. */
    String centres() {
        return table(
                "anchors.centres", anchor -> new float[] {0, anchors.y()[anchor], 0, anchors.y()[anchor]}, anchor ->
                        new float[] {anchors.x()[anchor], 0, anchors.x()[anchor], 0});
    }

    /**
     * @param ofRow what a row adds, by the index of its first anchor
     * @param ofColumn what a column adds, by the index of its first anchor
     */
    private String table(String name, IntFunction<float[]> ofRow, IntFunction<float[]> ofColumn) {
        var levels = new ArrayList<String>();
        int first = 0;
        for (int stride : strides) {
            int level = first;
            int across = width / stride;
            int down = height / stride;
            String of = name + "." + stride;
            String rows =
                    graph.floats(of + ".rows", sides(down, row -> ofRow.apply(level + row * across)), down, 1, SIDES);
            String columns = graph.floats(
                    of + ".columns", sides(across, column -> ofColumn.apply(level + column)), 1, across, SIDES);
            String cells = graph.node("Add", of + ".cells", List.of(rows, columns), Map.of());
            String flat = graph.longs(of + ".flat", 1, (long) down * across, SIDES);
            levels.add(graph.node("Reshape", of, List.of(cells, flat), Map.of()));
            first += down * across;
        }
        return graph.node("Concat", name, levels, Map.of("axis", 1L));
    }

    private static float[] sides(int count, IntFunction<float[]> of) {
        var values = new float[SIDES * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(of.apply(i), 0, values, SIDES * i, SIDES);
        }
        return values;
    }
}
