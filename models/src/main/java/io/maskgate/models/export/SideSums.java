package io.maskgate.models.export;

import io.maskgate.models.export.OnnxGraph.Element;
import java.util.List;
import java.util.Map;

/**
 * The expected distance of each side out of its distribution over bins: {@code sum of i exp(l_i) / sum of exp(l_i)}, the
 * expectation of the softmax of the logits l (GFL, arXiv:2006.04388, eq. 3). Both sums are one product of matrices over each level's map
 * as it lies: of a softmax over rows of sixteen, engines make a call per row, which was a sixth of the time of a model with many small
 * cells, and 64 channels would have to be turned into rows for it instead of four.
 *
 * @param bins of each side
 * @param type of the maps; sums are float32
 */
record SideSums(OnnxGraph graph, int bins, Element type) {
    /** What logits are held within: beyond, a bin has all or nothing; exp of it stays finite in float32, also sixteen times fifteen of it. */
    static final float MOST = 60;

    private static final int SIDES = 4;

    SideSums {
        graph.floats("sides.sums", rows(bins), 1, 1, 2, bins);
        graph.longs("sides.binned", 0, SIDES, bins, -1);
        graph.longs("sides.columns", 0, SIDES, -1);
    }

    /**
     * The sums of a level.
     *
     * @param name of the level's map
     * @param logits {@code [N,4*bins,h,w]}
     * @return {@code [N,4,2,h*w]} in float32: for left, top, right and bottom the weighted sum and the plain one
     */
    String of(String name, String logits) {
        String whole = type == Element.FLOAT
                ? logits
                : graph.node("Cast", name + ".float", List.of(logits), Map.of("to", Element.FLOAT.code()));
        String binned = graph.node("Reshape", name + ".binned", List.of(whole, "sides.binned"), Map.of());
        String shares = graph.node("Exp", name + ".shares", List.of(binned), Map.of());
        return graph.node("MatMul", name + ".sums", List.of("sides.sums", shares), Map.of());
    }

    /**
     * Distances in strides.
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

    private static float[] rows(int bins) {
        var values = new float[2 * bins];
        for (int bin = 0; bin < bins; bin++) {
            values[bin] = bin;
            values[bins + bin] = 1;
        }
        return values;
    }
}
