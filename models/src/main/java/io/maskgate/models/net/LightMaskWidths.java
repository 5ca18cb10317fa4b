package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The channels of every map of {@link LightMask} that another choice could have: what pruning changes and a weights' file names. */
public record LightMaskWidths(BackboneWidths backbone, NeckWidths neck) {
    private static final int COUNT = BackboneWidths.COUNT + NeckWidths.COUNT;

    /** The usual backbone with a neck of this width. */
    public static LightMaskWidths of(int neck) {
        return new LightMaskWidths(BackboneWidths.scaled(1), NeckWidths.uniform(neck));
    }

    /** All widths times {@code factor}, in steps of 8; the neck's starts from 64. */
    public static LightMaskWidths scaled(double factor) {
        return new LightMaskWidths(BackboneWidths.scaled(factor), NeckWidths.uniform(BackboneWidths.times(64, factor)));
    }

    /**
     * From the numbers of {@link #list()}.
     *
     * @throws IllegalArgumentException when they are of another count, or one is not 1 to 4096
     */
    public static LightMaskWidths of(List<Integer> list) {
        BackboneWidths.check(list, COUNT);
        return new LightMaskWidths(
                BackboneWidths.of(list.iterator()), NeckWidths.of(list.subList(BackboneWidths.COUNT, COUNT)));
    }

    /** A name with the neck's channels alone for the usual widths, otherwise with every width: {@code lightmask-w16.32...} */
    String architecture() {
        int channels = neck.down3();
        return equals(of(channels)) ? LightMask.USUAL + channels : LightMask.PREFIX + dotted(list());
    }

    /** As architectures name widths. */
    static String dotted(List<Integer> widths) {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("."));
    }

    /** All numbers, in the order in which the network makes the maps. */
    public List<Integer> list() {
        var list = new ArrayList<>(backbone.list());
        list.addAll(neck.list());
        return list;
    }
}
