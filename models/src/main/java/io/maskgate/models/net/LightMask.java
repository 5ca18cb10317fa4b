package io.maskgate.models.net;

import java.util.List;

/**
 * Maskgate's student: a depthwise-separable backbone 3-16-32-64-128-256 under the common neck and head.
 *
 * <p>Down-sampling to strides 2 and 4 is a dense 3x3 convolution, since with so few channels it costs no more than the
 * depthwise pair and keeps more of a small face; deeper it is depthwise. The blocks are inverted residuals
 * (arXiv:1801.04381) with an activation after the sum.
 */
public record LightMask(LightMaskWidths widths) implements Elastic {
    /** What an architecture of the usual widths begins with. */
    static final String USUAL = "lightmask-n";
    /** What an architecture with widths of its own begins with. */
    static final String PREFIX = "lightmask-w";

    /** The usual backbone with this many channels of the neck and the head. */
    public LightMask(int neck) {
        this(LightMaskWidths.of(neck));
    }

    public static LightMask standard() {
        return new LightMask(64);
    }

    /** {@code lightmask-n64} for the usual widths with a neck of 64, otherwise every width: {@code lightmask-w16.32...} */
    @Override
    public String architecture() {
        return widths.architecture();
    }

    @Override
    public List<Integer> channels() {
        return widths.list();
    }

    @Override
    public LightMask withChannels(List<Integer> channels) {
        return new LightMask(LightMaskWidths.of(channels));
    }

    @Override
    public int bins() {
        return PyramidHead.BINS;
    }

    @Override
    public <T> List<Level<T>> forward(Backend<T> net, T image) {
        var backbone = widths.backbone();
        var maps = maps(net, image, backbone);
        return new PyramidHead(
                        backbone.stages().get(0).out(),
                        backbone.stages().get(1).out(),
                        backbone.pooled(),
                        widths.neck())
                .levels(net, maps.c3, maps.c4, maps.c5);
    }

    /**
     * The backbone's maps.
     *
     * @param c2 of stride 4
     * @param c3 of stride 8
     * @param c4 of stride 16
     * @param c5 of stride 32, pooled
     */
    record Maps<T>(T c2, T c3, T c4, T c5) {}

    static <T> Maps<T> maps(Backend<T> net, T image, BackboneWidths widths) {
        T s2 = net.unit("stem.0", image, Unit.dense(3, widths.stem(), 3, 2));
        T s4 = net.unit("stem.1", s2, Unit.dense(widths.stem(), widths.quarter(), 3, 2));
        s4 = PyramidHead.separable(net, "stage4.0", s4, widths.quarter());
        var stages = widths.stages();
        T c3 = stage(net, "stage8", s4, widths.quarter(), stages.get(0));
        T c4 = stage(net, "stage16", c3, stages.get(0).out(), stages.get(1));
        T c5 = stage(net, "stage32", c4, stages.get(1).out(), stages.get(2));
        c5 = pyramidPooling(net, "spp", c5, stages.get(2).out(), widths);
        return new Maps<>(s4, c3, c4, c5);
    }

    private static <T> T stage(Backend<T> net, String name, T x, int in, BackboneWidths.Stage stage) {
        x = net.unit(name + ".shrink.dw", x, Unit.depthwise(in, 2));
        x = net.unit(name + ".shrink.pw", x, Unit.pointwise(in, stage.out()));
        for (int i = 0; i < stage.hidden().size(); i++) {
            x = inverted(net, name + "." + i, x, stage.out(), stage.hidden().get(i));
        }
        return x;
    }

    private static <T> T inverted(Backend<T> net, String name, T x, int channels, int hidden) {
        T y = net.unit(name + ".expand", x, Unit.pointwise(channels, hidden));
        y = net.unit(name + ".dw", y, Unit.depthwise(hidden, 1));
        y = net.unit(name + ".project", y, Unit.pointwise(hidden, channels).linear());
        return net.add(x, y);
    }

    /** SPPF: three chained 5x5 pools see 5, 9 and 13 cells (after arXiv:1406.4729). */
    private static <T> T pyramidPooling(Backend<T> net, String name, T x, int channels, BackboneWidths widths) {
        int pooling = widths.pooling();
        T a = net.unit(name + ".in", x, Unit.pointwise(channels, pooling));
        T b = net.maxPool(a, 5);
        T c = net.maxPool(b, 5);
        T d = net.maxPool(c, 5);
        return net.unit(name + ".out", net.concat(List.of(a, b, c, d)), Unit.pointwise(4 * pooling, widths.pooled()));
    }
}
