package io.maskgate.models.net;

import java.util.List;

/**
 * LightMask with levels of strides 4, 8 and 16: for small inputs, in which most faces are smaller than a cell of stride 8 can tell
 * apart. Its backbone and what it shares of the neck are LightMask's, name by name; the map of stride 32 remains as context. The new
 * level has half the neck's channels, since it has four times the cells of the next. Sixteen bins of stride 16 reach 240 pixels to each
 * side of a cell: larger faces than any input it is meant for.
 */
public record FineLightMask(FineWidths widths) implements Elastic {
    /** What an architecture of the usual widths begins with. */
    static final String USUAL = "lightmask-fine-n";
    /** What an architecture with widths of its own begins with. */
    static final String PREFIX = "lightmask-fine-w";

    private static final List<Integer> FINE = List.of(4, 8, 16);

    /** The usual backbone with this many channels of the neck and the head, half as many for the finest level. */
    FineLightMask(int neck) {
        this(FineWidths.of(LightMaskWidths.of(neck)));
    }

    @Override
    public String architecture() {
        return widths.architecture();
    }

    @Override
    public List<Integer> channels() {
        return widths.list();
    }

    @Override
    public FineLightMask withChannels(List<Integer> channels) {
        return new FineLightMask(FineWidths.of(channels));
    }

    @Override
    public int bins() {
        return PyramidHead.BINS;
    }

    @Override
    public List<Integer> strides() {
        return FINE;
    }

    @Override
    public <T> List<Level<T>> forward(Backend<T> net, T image) {
        var w = widths;
        var backbone = w.backbone();
        var maps = LightMask.maps(net, image, backbone);
        int c3 = backbone.stages().get(0).out();
        int c4 = backbone.stages().get(1).out();

        T p5 = net.unit("lateral5", maps.c5(), Unit.pointwise(backbone.pooled(), w.lateral5()));
        T l4 = net.unit("lateral4", maps.c4(), Unit.pointwise(c4, w.lateral4()));
        T p4 = PyramidHead.fuse(net, "down4", List.of(l4, net.upsample(p5)), w.lateral4() + w.lateral5(), w.down4());
        T l3 = net.unit("lateral3", maps.c3(), Unit.pointwise(c3, w.lateral3()));
        T p3 = PyramidHead.fuse(net, "down3", List.of(l3, net.upsample(p4)), w.lateral3() + w.down4(), w.down3());
        // Reduced while it is small, and added: no convolution over all cells mixes what a concatenation would lay side
        // by side.
        T r3 = net.unit("reduce3", p3, Unit.pointwise(w.down3(), w.down2()));
        T l2 = net.unit("lateral2", maps.c2(), Unit.pointwise(backbone.quarter(), w.down2()));
        T p2 = PyramidHead.separable(net, "down2", net.add(l2, net.upsample(r3)), w.down2());
        T s3 = net.unit("shrink3", p3, Unit.depthwise(w.down3(), 2));
        T n4 = PyramidHead.fuse(net, "up4", List.of(s3, p4), w.down3() + w.down4(), w.up4());

        var towers = w.towers();
        return List.of(
                PyramidHead.head(net, "head.fine", FINE.get(0), p2, w.down2(), towers.get(0), towers.get(1)),
                PyramidHead.head(net, "head.0", FINE.get(1), p3, w.down3(), towers.get(2), towers.get(3)),
                PyramidHead.head(net, "head.1", FINE.get(2), n4, w.up4(), towers.get(4), towers.get(5)));
    }
}
