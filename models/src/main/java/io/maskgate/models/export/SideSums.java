package io.maskgate.models.export;

import io.maskgate.models.export.OnnxGraph.Element;
import java.util.List;
import java.util.Map;

/**
 * The expected distance of each side out of its distribution over bins: {@code sum of i exp(l_i) / sum of exp(l_i)}, the
 * expectation of the softmax of the logits l (GFL, arXiv:2006.04388, eq. 3). Both sums are one 1x1 convolution over the map as it lies:
 * of a softmax over rows of sixteen, engines make a call per row, which was a sixth of the time of a model with many small cells, and
 * 64 channels would have to be turned into rows for it instead of eight.
 *
 * @param bins of each side
 * @param type of the maps; sums are float32
 */
record SideSums(OnnxGraph graph, int bins, Element type) {
    static final int SIDES = 4;

    /** Beyond, a bin has all or nothing; exp of what is within stays finite in float32, also sixteen times fifteen of it. */
    private static final float MOST = 60;

    SideSums {
        graph.floats("sides.least", new float[] {-MOST});
        graph.floats("sides.most", new float[] {MOST});
        graph.floats("sides.kernel", kernel(bins), 2 * SIDES, (long) SIDES * bins, 1, 1);
    }

    /**
     * The sums of a level.
     *
     * @param logits {@code [N,4*bins,h,w]}
     * @return {@code [N,8,h,w]} in float32: of left, top, right and bottom the weighted sum, then of each the plain one
     */
    String of(String logits) {
        String whole = type == Element.FLOAT
                ? logits
                : graph.node("Cast", logits + ".float", List.of(logits), Map.of("to", Element.FLOAT.code()));
        String held = graph.node("Clip", logits + ".held", List.of(whole, "sides.least", "sides.most"), Map.of());
        String shares = graph.node("Exp", logits + ".shares", List.of(held), Map.of());
        return graph.node(
                "Conv", logits + ".sums", List.of(shares, "sides.kernel"), Map.of("kernel_shape", new long[] {1, 1}));
    }

    /**
     * Distances in strides.
     *
     * @param rows {@code [N,A,8]}, sums of all levels
     * @return {@code [N,A,4]}
     */
    String expected(String rows) {
        String[] halves = {part(rows, "sides.weighted", 0), part(rows, "sides.plain", SIDES)};
        return graph.node("Div", "sides.distances", List.of(halves), Map.of());
    }

    private String part(String rows, String name, int from) {
        String begin = graph.longs(name + ".begin", from);
        String end = graph.longs(name + ".end", from + SIDES);
        String axis = graph.longs(name + ".axis", 2);
        return graph.node("Slice", name, List.of(rows, begin, end, axis), Map.of());
    }

    private static float[] kernel(int bins) {
        int channels = SIDES * bins;
        var values = new float[2 * SIDES * channels];
        for (int side = 0; side < SIDES; side++) {
            for (int bin = 0; bin < bins; bin++) {
                values[side * channels + side * bins + bin] = bin;
                values[(SIDES + side) * channels + side * bins + bin] = 1;
            }
        }
        return values;
    }
}
