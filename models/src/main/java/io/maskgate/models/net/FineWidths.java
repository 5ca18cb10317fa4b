package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.List;

/**
 * The channels of every map of {@link FineLightMask} that another choice could have.
 *
 * @param lateral5 of the backbone's stride-32 map, brought to the neck's width
 * @param lateral4 the same of stride 16
 * @param down4 the top-down map of stride 16
 * @param lateral3 the same of stride 8, brought to the neck's width
 * @param down3 the top-down map of stride 8, with a head
 * @param down2 the top-down map of stride 4, with a head, and what it is the sum of
 * @param up4 the bottom-up map of stride 16, with a head
 * @param towers of each head, strides ascending: of the classes, then of the sides
 */
public record FineWidths(
        BackboneWidths backbone,
        int lateral5,
        int lateral4,
        int down4,
        int lateral3,
        int down3,
        int down2,
        int up4,
        List<Integer> towers) {
    private static final int NECK = 7;
    private static final int TOWERS = 6;
    private static final int COUNT = BackboneWidths.COUNT + NECK + TOWERS;

    public FineWidths {
        towers = List.copyOf(towers);
        if (towers.size() != TOWERS) {
            throw new IllegalArgumentException("neck has " + towers.size() + " towers, expected " + TOWERS);
        }
    }

    /** Those of a LightMask, and half of the map of stride 8 for the level that only this one has. */
    public static FineWidths of(LightMaskWidths plain) {
        var neck = plain.neck();
        int half = Math.max(1, neck.down3() / 2);
        var towers = new ArrayList<>(List.of(half, half));
        towers.addAll(neck.towers().subList(0, TOWERS - 2));
        return new FineWidths(
                plain.backbone(),
                neck.lateral5(),
                neck.lateral4(),
                neck.down4(),
                neck.lateral3(),
                neck.down3(),
                half,
                neck.up4(),
                towers);
    }

    /**
     * From the numbers of {@link #list()}.
     *
     * @throws IllegalArgumentException when they are of another count, or one is not 1 to 4096
     */
    public static FineWidths of(List<Integer> list) {
        BackboneWidths.check(list, COUNT);
        var neck = list.subList(BackboneWidths.COUNT, COUNT);
        return new FineWidths(
                BackboneWidths.of(list.iterator()),
                neck.get(0),
                neck.get(1),
                neck.get(2),
                neck.get(3),
                neck.get(4),
                neck.get(5),
                neck.get(6),
                neck.subList(NECK, NECK + TOWERS));
    }

    /** A name with the neck's channels alone for the usual widths, otherwise with every width: {@code lightmask-fine-w16.32...} */
    String architecture() {
        return equals(of(LightMaskWidths.of(down3)))
                ? FineLightMask.USUAL + down3
                : FineLightMask.PREFIX + LightMaskWidths.dotted(list());
    }

    /** All numbers, in the order in which the network makes the maps. */
    public List<Integer> list() {
        var list = new ArrayList<>(backbone.list());
        list.addAll(List.of(lateral5, lateral4, down4, lateral3, down3, down2, up4));
        list.addAll(towers);
        return list;
    }
}
