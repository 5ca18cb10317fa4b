package io.maskgate.models.export;

import io.maskgate.models.net.Unit;
import java.util.List;
import java.util.Map;

/**
 * Convolutions of the picture as it lies in memory, the colours of a pixel side by side, so that the engine need not sort
 * them into planes.
 *
 * @param width of the picture, pixels
 * @param height of the picture, pixels
 */
record PictureLayer(OnnxGraph graph, Numbers numbers, int width, int height) {
    private static final int COLOURS = 3;

    /**
     * In floating point, as one plane {@code [N,1,H,3W]}, of which a kernel three times as wide takes steps three times as
     * long.
     *
     * @param kernel {@code [out,3,k,k]} for numbers in 0..255
     * @return {@code [N,out,h,w]}
     */
    String inLines(String name, String x, Unit unit, float[] kernel, float[] bias) {
        long size = unit.kernel();
        long pad = size / 2;
        String shape = graph.longs(name + ".lines", -1, 1, height, (long) COLOURS * width);
        String lines = graph.node("Reshape", name + ".plane", List.of(x, shape), Map.of());
        float[] woven = woven(kernel, unit.out(), unit.kernel());
        String w = numbers.kernel(name, woven, unit.out(), 1, size, COLOURS * size);
        return graph.node(
                "Conv",
                name,
                List.of(lines, w, numbers.bias(name, bias)),
                Map.of(
                        "kernel_shape", new long[] {size, COLOURS * size},
                        "strides", new long[] {unit.stride(), (long) COLOURS * unit.stride()},
                        "pads", new long[] {pad, COLOURS * pad, pad, COLOURS * pad},
                        "group", 1L));
    }

    /** From {@code [out,3,k,k]} to {@code [out,1,k,3k]}, the colours of a column side by side. */
    private static float[] woven(float[] kernel, int out, int size) {
        var woven = new float[kernel.length];
        int plane = size * size;
        for (int o = 0; o < out; o++) {
            for (int at = 0; at < plane; at++) {
                for (int colour = 0; colour < COLOURS; colour++) {
                    woven[(o * plane + at) * COLOURS + colour] = kernel[(o * COLOURS + colour) * plane + at];
                }
            }
        }
        return woven;
    }

    /**
     * In eight bits, as {@link Cells}.
     *
     * @param kernel {@code [out,3,k,k]} for numbers in 0..255
     * @return {@code [N, 2 out, h, w/2]}, which {@link #singles} sorts
     */
    String inCells(String name, Unit unit, float[] kernel, float[] bias) {
        var cells = Cells.of(unit);
        long size = unit.kernel();
        long pad = size / 2;
        String shape = graph.longs(name + ".lines", -1, height, width / cells.pixels(), cells.channels());
        String given = graph.node("Reshape", name + ".cells", List.of(numbers.image(), shape), Map.of());
        // Around a centred picture zeros would be grey; the network has learnt that there is black.
        String sides = graph.longs(name + ".frame", 0, pad, cells.left(), 0, 0, pad, cells.right(), 0);
        String framed = graph.node("Pad", name + ".framed", List.of(given, sides), Map.of());
        String read = numbers.centred(name, framed);
        String planes = graph.node("Transpose", name + ".planes", List.of(read), order(0, 3, 1, 2));
        float[] woven = cells.woven(kernel);
        long out = (long) Cells.EACH * unit.out();
        String w = numbers.kernel(name, woven, out, cells.channels(), size, cells.wide());
        return graph.node(
                "Conv",
                name + ".pairs",
                List.of(planes, w, numbers.bias(name, withGrey(cells.repeated(bias), woven))),
                Map.of(
                        "kernel_shape", new long[] {size, cells.wide()},
                        "strides", new long[] {unit.stride(), 1},
                        "pads", new long[4],
                        "group", 1L));
    }

    /** The bias that gives from a centred picture what {@code bias} gives from the picture itself. */
    private static float[] withGrey(float[] bias, float[] kernel) {
        var shifted = bias.clone();
        int each = kernel.length / bias.length;
        for (int o = 0; o < bias.length; o++) {
            double sum = 0;
            for (int i = o * each; i < (o + 1) * each; i++) {
                sum += kernel[i];
            }
            shifted[o] += (float) (QuantisedNumbers.GREY * sum);
        }
        return shifted;
    }

    /** From {@code [N, 2 out, h, w/2]} to {@code [N,out,h,w]}. */
    String singles(String name, String pairs, Unit unit) {
        String rows = graph.node("Transpose", name + ".rows", List.of(pairs), order(0, 2, 3, 1));
        String shape = graph.longs(name + ".shape", 0, height / unit.stride(), width / unit.stride(), unit.out());
        String pixels = graph.node("Reshape", name + ".pixels", List.of(rows, shape), Map.of());
        return graph.node("Transpose", name, List.of(pixels), order(0, 3, 1, 2));
    }

    private static Map<String, Object> order(long... axes) {
        return Map.of("perm", axes);
    }
}
