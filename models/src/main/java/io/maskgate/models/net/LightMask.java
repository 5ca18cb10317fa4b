package io.maskgate.models.net;

import java.util.ArrayList;
import java.util.List;

/**
 * Maskgate's student: a depthwise-separable backbone 3-16-32-64-128-256, a light top-down and bottom-up neck, and a
 * decoupled anchor-free head on strides 8, 16 and 32 (after the head of GFL, arXiv:2006.04388, without its tower).
 *
 * <p>Down-sampling to strides 2 and 4 is a dense 3x3 convolution, since with so few channels it costs no more than the
 * depthwise pair and keeps more of a small face; deeper it is depthwise. The blocks are inverted residuals
 * (arXiv:1801.04381) with an activation after the sum.
 *
 * @param neck channels of the neck and the head
 */
public record LightMask(int neck) implements Network {
    private static final int CLASSES = 2;
    /** -ln((1 - p) / p) at p = 0.01: faces are rare, so the first steps are not spent on saying so (RetinaNet, 4.1). */
    private static final float RARE = (float) -Math.log(99);

    public static LightMask standard() {
        return new LightMask(64);
    }

    @Override
    public String architecture() {
        return "lightmask-n" + neck;
    }

    @Override
    public int bins() {
        return 16;
    }

    @Override
    public <T> List<Level<T>> forward(Backend<T> net, T image) {
        T s2 = net.unit("stem.0", image, Unit.dense(3, 16, 3, 2));
        T s4 = net.unit("stem.1", s2, Unit.dense(16, 32, 3, 2));
        s4 = separable(net, "stage4.0", s4, 32);
        T c3 = stage(net, "stage8", s4, 32, 64, 2, 2);
        T c4 = stage(net, "stage16", c3, 64, 128, 2, 3);
        T c5 = stage(net, "stage32", c4, 128, 256, 1, 1);
        c5 = pyramidPooling(net, "spp", c5, 256);

        T p5 = net.unit("lateral5", c5, Unit.pointwise(256, neck));
        T p4 = fuse(net, "down4", List.of(net.unit("lateral4", c4, Unit.pointwise(128, neck)), net.upsample(p5)));
        T p3 = fuse(net, "down3", List.of(net.unit("lateral3", c3, Unit.pointwise(64, neck)), net.upsample(p4)));
        T n4 = fuse(net, "up4", List.of(net.unit("shrink3", p3, Unit.depthwise(neck, 2)), p4));
        T n5 = fuse(net, "up5", List.of(net.unit("shrink4", n4, Unit.depthwise(neck, 2)), p5));

        var levels = new ArrayList<Level<T>>();
        var features = List.of(p3, n4, n5);
        for (int i = 0; i < features.size(); i++) {
            levels.add(head(net, "head." + i, STRIDES.get(i), features.get(i)));
        }
        return levels;
    }

    private <T> T stage(Backend<T> net, String name, T x, int in, int out, int expand, int blocks) {
        x = net.unit(name + ".shrink.dw", x, Unit.depthwise(in, 2));
        x = net.unit(name + ".shrink.pw", x, Unit.pointwise(in, out));
        for (int i = 0; i < blocks; i++) {
            x = inverted(net, name + "." + i, x, out, expand * out);
        }
        return x;
    }

    private <T> T inverted(Backend<T> net, String name, T x, int channels, int hidden) {
        T y = net.unit(name + ".expand", x, Unit.pointwise(channels, hidden));
        y = net.unit(name + ".dw", y, Unit.depthwise(hidden, 1));
        y = net.unit(name + ".project", y, Unit.pointwise(hidden, channels).linear());
        return net.add(x, y);
    }

    private <T> T separable(Backend<T> net, String name, T x, int channels) {
        T y = net.unit(name + ".dw", x, Unit.depthwise(channels, 1));
        y = net.unit(name + ".pw", y, Unit.pointwise(channels, channels));
        return net.add(x, y);
    }

    /** SPPF: three chained 5x5 pools see 5, 9 and 13 cells (after arXiv:1406.4729). */
    private <T> T pyramidPooling(Backend<T> net, String name, T x, int channels) {
        T a = net.unit(name + ".in", x, Unit.pointwise(channels, channels / 2));
        T b = net.maxPool(a, 5);
        T c = net.maxPool(b, 5);
        T d = net.maxPool(c, 5);
        return net.unit(name + ".out", net.concat(List.of(a, b, c, d)), Unit.pointwise(2 * channels, channels));
    }

    private <T> T fuse(Backend<T> net, String name, List<T> parts) {
        T x = net.unit(name + ".mix", net.concat(parts), Unit.pointwise(parts.size() * neck, neck));
        x = separable(net, name + ".0", x, neck);
        return separable(net, name + ".1", x, neck);
    }

    private <T> Level<T> head(Backend<T> net, String name, int stride, T x) {
        T c = tower(net, name + ".cls", x);
        T s = tower(net, name + ".box", x);
        return new Level<>(
                stride,
                net.predict(name + ".cls.out", c, neck, CLASSES, RARE),
                net.predict(name + ".box.out", s, neck, 4 * bins(), 0),
                x);
    }

    private <T> T tower(Backend<T> net, String name, T x) {
        x = net.unit(name + ".dw", x, Unit.depthwise(neck, 1));
        return net.unit(name + ".pw", x, Unit.pointwise(neck, neck));
    }
}
