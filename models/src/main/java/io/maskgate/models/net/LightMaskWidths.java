package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The channels of every map of {@link LightMask} that another choice could have: what pruning changes and a weights' file
 * names.
 *
 * @param stem of stride 2
 * @param quarter of stride 4
 * @param stages of strides 8, 16, 32
 * @param pooling of the maps that the pyramid pooling pools
 * @param pooled of the map it ends in
 */
public record LightMaskWidths(int stem, int quarter, List<Stage> stages, int pooling, int pooled, NeckWidths neck) {
    /** Inverted residuals of each stage. */
    private static final List<Integer> BLOCKS = List.of(2, 3, 1);

    private static final List<Integer> OUT = List.of(64, 128, 256);
    private static final List<Integer> EXPANSION = List.of(2, 2, 1);
    private static final int COUNT =
            2 + BLOCKS.stream().mapToInt(blocks -> 1 + blocks).sum() + 2 + NeckWidths.COUNT;
    private static final int MOST = 4096;

    /**
     * A stage.
     *
     * @param out of all its blocks
     * @param hidden within each block
     */
    public record Stage(int out, List<Integer> hidden) {
        public Stage {
            hidden = List.copyOf(hidden);
        }
    }

    public LightMaskWidths {
        stages = List.copyOf(stages);
        var blocks = stages.stream().map(stage -> stage.hidden().size()).toList();
        if (!blocks.equals(BLOCKS)) {
            throw new IllegalArgumentException("stages have " + blocks + " blocks, expected " + BLOCKS);
        }
    }

    /** The usual backbone with a neck of this width. */
    public static LightMaskWidths of(int neck) {
        return of(1, neck);
    }

    /** All widths times {@code factor}, in steps of 8; the neck's starts from 64. */
    public static LightMaskWidths scaled(double factor) {
        return of(factor, times(64, factor));
    }

    private static LightMaskWidths of(double factor, int neck) {
        var stages = new ArrayList<Stage>();
        for (int i = 0; i < BLOCKS.size(); i++) {
            int out = times(OUT.get(i), factor);
            stages.add(new Stage(out, java.util.Collections.nCopies(BLOCKS.get(i), EXPANSION.get(i) * out)));
        }
        return new LightMaskWidths(
                times(16, factor),
                times(32, factor),
                stages,
                times(128, factor),
                times(256, factor),
                NeckWidths.uniform(neck));
    }

    private static int times(int width, double factor) {
        return Math.max(8, (int) Math.round(width * factor / 8) * 8);
    }

    /**
     * From the numbers of {@link #list()}.
     *
     * @throws IllegalArgumentException when they are of another count, or one is not 1 to 4096
     */
    public static LightMaskWidths of(List<Integer> list) {
        if (list.size() != COUNT || list.stream().anyMatch(width -> width < 1 || width > MOST)) {
            throw new IllegalArgumentException(
                    "widths of LightMask: expected " + COUNT + " numbers of 1 to " + MOST + ", found " + list);
        }
        var next = list.iterator();
        int stem = next.next();
        int quarter = next.next();
        var stages = new ArrayList<Stage>();
        for (int blocks : BLOCKS) {
            int out = next.next();
            var hidden = new ArrayList<Integer>();
            for (int i = 0; i < blocks; i++) {
                hidden.add(next.next());
            }
            stages.add(new Stage(out, hidden));
        }
        int pooling = next.next();
        int pooled = next.next();
        var neck = new ArrayList<Integer>();
        next.forEachRemaining(neck::add);
        return new LightMaskWidths(stem, quarter, stages, pooling, pooled, NeckWidths.of(neck));
    }

    /** A name with the neck's channels alone for the usual widths, otherwise with every width: {@code 16.32...} */
    String architecture(String usual, String others) {
        int channels = neck.down3();
        return equals(of(channels))
                ? usual + channels
                : others + list().stream().map(String::valueOf).collect(Collectors.joining("."));
    }

    /** All numbers, in the order in which the network makes the maps. */
    public List<Integer> list() {
        var list = new ArrayList<>(List.of(stem, quarter));
        for (var stage : stages) {
            list.add(stage.out);
            list.addAll(stage.hidden);
        }
        list.add(pooling);
        list.add(pooled);
        list.addAll(neck.list());
        return list;
    }
}
