package io.maskgate.models.net;

import java.util.List;

/**
 * ShuffleNetV2 1.0x (arXiv:1807.11164, table 5 and figure 3) without its classifier, under the common neck and head: the
 * maps are those of 116, 232 and 1024 channels.
 *
 * @param neck channels of the neck and the head
 */
public record ShuffleNetV2(int neck) implements Network {
    static final String PREFIX = "shufflenetv2-n";

    private static final int STEM = 24;
    private static final int LAST = 1024;
    private static final List<Integer> OUT = List.of(116, 232, 464);
    private static final List<Integer> BLOCKS = List.of(4, 8, 4);

    @Override
    public String architecture() {
        return PREFIX + neck;
    }

    @Override
    public int bins() {
        return PyramidHead.BINS;
    }

    @Override
    public <T> List<Level<T>> forward(Backend<T> net, T image) {
        T x = net.unit("backbone.stem", image, Unit.dense(3, STEM, 3, 2));
        x = net.halve(x, 3);
        T c3 = stage(net, 0, x, STEM);
        T c4 = stage(net, 1, c3, OUT.get(0));
        T c5 = stage(net, 2, c4, OUT.get(1));
        c5 = net.unit("backbone.last", c5, Unit.pointwise(OUT.get(2), LAST));
        return new PyramidHead(OUT.get(0), OUT.get(1), LAST, NeckWidths.uniform(neck)).levels(net, c3, c4, c5);
    }

    private static <T> T stage(Backend<T> net, int stage, T x, int in) {
        String name = "backbone." + stage + ".";
        int out = OUT.get(stage);
        x = shrink(net, name + 0, x, in, out);
        for (int i = 1; i < BLOCKS.get(stage); i++) {
            T kept = net.channels(x, 0, out / 2);
            T y = branch(net, name + i, net.channels(x, out / 2, out / 2), out / 2, out / 2, 1);
            x = net.shuffle(net.concat(List.of(kept, y)), out, 2);
        }
        return x;
    }

    /** Half the size: both branches see all channels. */
    private static <T> T shrink(Backend<T> net, String name, T x, int in, int out) {
        T a = net.unit(name + ".side.dw", x, Unit.depthwise(in, 2).linear());
        a = net.unit(name + ".side.pw", a, Unit.pointwise(in, out / 2));
        T b = branch(net, name, x, in, out / 2, 2);
        return net.shuffle(net.concat(List.of(a, b)), out, 2);
    }

    private static <T> T branch(Backend<T> net, String name, T x, int in, int out, int stride) {
        T y = net.unit(name + ".expand", x, Unit.pointwise(in, out));
        y = net.unit(name + ".dw", y, Unit.depthwise(out, stride).linear());
        return net.unit(name + ".project", y, Unit.pointwise(out, out));
    }
}
