package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The channels of the maps of {@link LightMask}'s backbone that another choice could have.
 *
 * @param stem of stride 2
 * @param quarter of stride 4
 * @param stages of strides 8, 16, 32
 * @param pooling of the maps that the pyramid pooling pools
 * @param pooled of the map it ends in
 */
public record BackboneWidths(int stem, int quarter, List<Stage> stages, int pooling, int pooled) {
    /** Inverted residuals of each stage. */
    private static final List<Integer> BLOCKS = List.of(2, 3, 1);

    private static final List<Integer> OUT = List.of(64, 128, 256);
    private static final List<Integer> EXPANSION = List.of(2, 2, 1);
    /** Numbers in {@link #list}. */
    static final int COUNT = 2 + BLOCKS.stream().mapToInt(blocks -> 1 + blocks).sum() + 2;

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

    public BackboneWidths {
        stages = List.copyOf(stages);
        var blocks = stages.stream().map(stage -> stage.hidden().size()).toList();
        if (!blocks.equals(BLOCKS)) {
            throw new IllegalArgumentException("stages have " + blocks + " blocks, expected " + BLOCKS);
        }
    }

    /** The usual ones times {@code factor}, in steps of 8. */
    static BackboneWidths scaled(double factor) {
        var stages = new ArrayList<Stage>();
        for (int i = 0; i < BLOCKS.size(); i++) {
            int out = times(OUT.get(i), factor);
            stages.add(new Stage(out, Collections.nCopies(BLOCKS.get(i), EXPANSION.get(i) * out)));
        }
        return new BackboneWidths(times(16, factor), times(32, factor), stages, times(128, factor), times(256, factor));
    }

    static int times(int width, double factor) {
        return Math.max(8, (int) Math.round(width * factor / 8) * 8);
    }

    /** The first {@link #COUNT} numbers. */
    static BackboneWidths of(Iterator<Integer> next) {
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
        return new BackboneWidths(stem, quarter, stages, next.next(), next.next());
    }

    /** @throws IllegalArgumentException when these are not so many numbers of 1 to 4096 */
    static void check(List<Integer> widths, int count) {
        if (widths.size() != count || widths.stream().anyMatch(width -> width < 1 || width > MOST)) {
            throw new IllegalArgumentException(
                    "widths of LightMask: expected " + count + " numbers of 1 to " + MOST + ", found " + widths);
        }
    }

    /** All numbers, in the order in which the backbone makes the maps. */
    List<Integer> list() {
        var list = new ArrayList<>(List.of(stem, quarter));
        for (var stage : stages) {
            list.add(stage.out);
            list.addAll(stage.hidden);
        }
        list.add(pooling);
        list.add(pooled);
        return list;
    }
}
