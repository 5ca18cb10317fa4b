package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.List;

/**
 * The channels of {@link PyramidHead}'s maps, in the order it makes them.
 *
 * @param lateral5 of the backbone's stride-32 map, brought to the neck's width
 * @param lateral4 the same of stride 16
 * @param down4 the top-down map of stride 16
 * @param lateral3 the same of stride 8
 * @param down3 the top-down map of stride 8; the head of stride 8 stands on it
 * @param up4 the bottom-up map of stride 16, with a head
 * @param up5 the bottom-up map of stride 32, with a head
 * @param towers of each head, strides ascending: of the classes, then of the sides
 */
public record NeckWidths(
        int lateral5, int lateral4, int down4, int lateral3, int down3, int up4, int up5, List<Integer> towers) {
    /** Numbers in {@link #list()}. */
    static final int COUNT = 7 + 2 * Network.STRIDES.size();

    public NeckWidths {
        towers = List.copyOf(towers);
        if (towers.size() != 2 * Network.STRIDES.size()) {
            throw new IllegalArgumentException(
                    "neck has " + towers.size() + " towers, expected " + 2 * Network.STRIDES.size());
        }
    }

    /** All alike. */
    public static NeckWidths uniform(int width) {
        return of(java.util.Collections.nCopies(COUNT, width));
    }

    static NeckWidths of(List<Integer> list) {
        return new NeckWidths(
                list.get(0),
                list.get(1),
                list.get(2),
                list.get(3),
                list.get(4),
                list.get(5),
                list.get(6),
                list.subList(7, COUNT));
    }

    List<Integer> list() {
        var list = new ArrayList<>(List.of(lateral5, lateral4, down4, lateral3, down3, up4, up5));
        list.addAll(towers);
        return list;
    }
}
