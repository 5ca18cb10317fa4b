package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.List;

/**
 * What every student has in common: a light top-down and bottom-up neck, and a decoupled anchor-free head on strides 8,
 * 16 and 32 (after the head of GFL, arXiv:2006.04388, without its tower).
 *
 * @param c3 channels of the backbone's map of stride 8
 * @param c4 channels of the backbone's map of stride 16
 * @param c5 channels of the backbone's map of stride 32
 * @param widths of the maps it makes
 */
record PyramidHead(int c3, int c4, int c5, NeckWidths widths) {
    /** Bins of a side's distance distribution. */
    static final int BINS = 16;

    private static final int CLASSES = 2;
    /** -ln((1 - p) / p) at p = 0.01: faces are rare, so the first steps are not spent on saying so (RetinaNet, 4.1). */
    private static final float RARE = (float) -Math.log(99);

    /** From the backbone's maps to the predictions. */
    <T> List<Network.Level<T>> levels(Backend<T> net, T map3, T map4, T map5) {
        var w = widths;
        T p5 = net.unit("lateral5", map5, Unit.pointwise(c5, w.lateral5()));
        T l4 = net.unit("lateral4", map4, Unit.pointwise(c4, w.lateral4()));
        T p4 = fuse(net, "down4", List.of(l4, net.upsample(p5)), w.lateral4() + w.lateral5(), w.down4());
        T l3 = net.unit("lateral3", map3, Unit.pointwise(c3, w.lateral3()));
        T p3 = fuse(net, "down3", List.of(l3, net.upsample(p4)), w.lateral3() + w.down4(), w.down3());
        T s3 = net.unit("shrink3", p3, Unit.depthwise(w.down3(), 2));
        T n4 = fuse(net, "up4", List.of(s3, p4), w.down3() + w.down4(), w.up4());
        T s4 = net.unit("shrink4", n4, Unit.depthwise(w.up4(), 2));
        T n5 = fuse(net, "up5", List.of(s4, p5), w.up4() + w.lateral5(), w.up5());

        var levels = new ArrayList<Network.Level<T>>();
        var maps = List.of(p3, n4, n5);
        var channels = List.of(w.down3(), w.up4(), w.up5());
        for (int i = 0; i < maps.size(); i++) {
            int classes = w.towers().get(2 * i);
            int sides = w.towers().get(2 * i + 1);
            levels.add(head(net, "head." + i, Network.STRIDES.get(i), maps.get(i), channels.get(i), classes, sides));
        }
        return levels;
    }

    /**
     * The predictions of one level.
     *
     * @param in channels of the map
     * @param classes channels of the tower of the classes
     * @param sides channels of the tower of the sides
     */
    static <T> Network.Level<T> head(Backend<T> net, String name, int stride, T map, int in, int classes, int sides) {
        T c = tower(net, name + ".cls", map, in, classes);
        T s = tower(net, name + ".box", map, in, sides);
        return new Network.Level<>(
                stride,
                net.predict(name + ".cls.out", c, classes, CLASSES, RARE),
                net.sides(name + ".box.out", s, sides, BINS),
                map);
    }

    /** A depthwise-separable convolution and the sum with its input. */
    static <T> T separable(Backend<T> net, String name, T x, int channels) {
        T y = net.unit(name + ".dw", x, Unit.depthwise(channels, 1));
        y = net.unit(name + ".pw", y, Unit.pointwise(channels, channels));
        return net.add(x, y);
    }

    /** Maps side by side, mixed and smoothed. */
    static <T> T fuse(Backend<T> net, String name, List<T> parts, int in, int out) {
        T x = net.unit(name + ".mix", net.concat(parts), Unit.pointwise(in, out));
        x = separable(net, name + ".0", x, out);
        return separable(net, name + ".1", x, out);
    }

    private static <T> T tower(Backend<T> net, String name, T x, int in, int out) {
        x = net.unit(name + ".dw", x, Unit.depthwise(in, 1));
        return net.unit(name + ".pw", x, Unit.pointwise(in, out));
    }
}
