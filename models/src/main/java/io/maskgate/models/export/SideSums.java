package io.maskgate.models.export;

import io.maskgate.models.export.OnnxGraph.Element;
import io.maskgate.models.net.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The expected distance of each side out of its distribution over bins: {@code sum of i exp(l_i) / sum of exp(l_i)}, the
 * expectation of the softmax of the logits l (GFL, arXiv:2006.04388, eq. 3). Both sums are one product of matrices over a
 * map as it lies: of a softmax over rows of sixteen, engines make a call per row, which was a sixth of the time of a model
 * with many small cells, and 64 channels would have to be turned into rows for it instead of four. What a stride is in
 * pixels, and that left and top go down, is part of the matrix.
 *
 * @param bins of each side
 * @param type of the maps; sums are float32
 */
record SideSums(OnnxGraph graph, int bins, Element type) {
    /** What logits are held within: beyond, a bin has all or nothing; exp of it stays finite in float32, also times any distance. */
    static final float MOST = 60;

    private static final int SIDES = 4;
    /** Of left, top, right and bottom. */
    private static final int[] DIRECTIONS = {-1, -1, 1, 1};

    SideSums {
        graph.longs("sides.columns", 0, SIDES, -1);
    }

    /**
     * The sums of a level, of whose sides what the backend keeps apart is worked out one after the other.
     *
     * @return {@code [N,4,2,h*w]} in float32: for left, top, right and bottom the weighted sum in pixels and the plain one
     */
    String of(OnnxBackend backend, Network.Level<String> level) {
        var parts = backend.parts(level.sides());
        int each = SIDES / parts.size();
        var sums = new ArrayList<String>();
        for (int i = 0; i < parts.size(); i++) {
            String map = parts.get(i);
            String matrix = graph.floats(map + ".matrix", matrix(level.stride(), i * each, each), 1, each, 2, bins);
            String binned = graph.longs(map + ".bins", 0, each, bins, -1);
            sums.add(backend.workedOn(map, MOST, logits -> sums(map, logits, binned, matrix)));
        }
        return parts.size() == 1
                ? sums.getFirst()
                : graph.node("Concat", level.sides() + ".sums", sums, Map.of("axis", 1L));
    }

    private String sums(String map, String logits, String binned, String matrix) {
        String whole = type == Element.FLOAT
                ? logits
                : graph.node("Cast", map + ".float", List.of(logits), Map.of("to", Element.FLOAT.code()));
        String apart = graph.node("Reshape", map + ".binned", List.of(whole, binned), Map.of());
        String shares = graph.node("Exp", map + ".shares", List.of(apart), Map.of());
        return graph.node("MatMul", map + ".sums", List.of(matrix, shares), Map.of());
    }

    /**
     * Distances in pixels, below zero to the left and up.
     *
     * @param levels the sums of each
     * @return {@code [N,A,4]}
     */
    String expected(List<String> levels) {
        String all = graph.node("Concat", "sides.joined", levels, Map.of("axis", 3L));
        String[] sums = {part(all, "sides.weighted", 0), part(all, "sides.plain", 1)};
        String distances = graph.node("Div", "sides.distances", List.of(sums), Map.of());
        String columns = graph.node("Reshape", "sides.flat", List.of(distances, "sides.columns"), Map.of());
        return graph.node("Transpose", "sides.rows", List.of(columns), Map.of("perm", new long[] {0, 2, 1}));
    }

    private String part(String sums, String name, int index) {
        String begin = graph.longs(name + ".begin", index);
        String end = graph.longs(name + ".end", index + 1);
        String axis = graph.longs(name + ".axis", 2);
        return graph.node("Slice", name, List.of(sums, begin, end, axis), Map.of());
    }

    /** {@code [count,2,bins]}: what each bin adds to the weighted sum and to the plain one of these sides. */
    private float[] matrix(int stride, int first, int count) {
        var values = new float[count * 2 * bins];
        for (int side = 0; side < count; side++) {
            int row = side * 2 * bins;
            for (int bin = 0; bin < bins; bin++) {
                values[row + bin] = DIRECTIONS[first + side] * stride * bin;
                values[row + bins + bin] = 1;
            }
        }
        return values;
    }
}
