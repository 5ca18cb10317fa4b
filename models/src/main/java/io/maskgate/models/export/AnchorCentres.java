package io.maskgate.models.export;

import io.maskgate.models.net.Anchors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The points that distances are measured from, in pixels, for left, top, right and bottom: {@code [1,A,4]}. A level's are
 * the sum of what its rows and what its columns say, and only these are written: engines work constants out once as they
 * load a file, and the whole table was a fourteenth of the camera model's int8.
 *
 * @param strides of the levels
 * @param width of the input, pixels
 * @param height of the input, pixels
 */
record AnchorCentres(OnnxGraph graph, Anchors anchors, List<Integer> strides, int width, int height) {
    private static final int SIDES = 4;

    /** The constant's name. */
    String table() {
        var levels = new ArrayList<String>();
        int first = 0;
        for (int stride : strides) {
            int level = first;
            int across = width / stride;
            int down = height / stride;
            String of = "anchors.centres." + stride;
            float[] ys = sides(down, row -> {
                float y = anchors.y()[level + row * across];
                return new float[] {0, y, 0, y};
            });
            float[] xs = sides(across, column -> {
                float x = anchors.x()[level + column];
                return new float[] {x, 0, x, 0};
            });
            String rows = graph.floats(of + ".rows", ys, down, 1, SIDES);
            String columns = graph.floats(of + ".columns", xs, 1, across, SIDES);
            String cells = graph.node("Add", of + ".cells", List.of(rows, columns), Map.of());
            String flat = graph.longs(of + ".flat", 1, (long) down * across, SIDES);
            levels.add(graph.node("Reshape", of, List.of(cells, flat), Map.of()));
            first += down * across;
        }
        return graph.node("Concat", "anchors.centres", levels, Map.of("axis", 1L));
    }

    private static float[] sides(int count, IntFunction<float[]> of) {
        var values = new float[SIDES * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(of.apply(i), 0, values, SIDES * i, SIDES);
        }
        return values;
    }
}
