package io.maskgate.models.net;

import java.util.List;

/**
 * The backbone of Tiny-YOLOv4 (CSPDarknet53-tiny, arXiv:2011.08036, 4.3; layers 0 to 26 of {@code yolov4-tiny.cfg}) under
 * the common neck and head: the maps are those of layers 15, 23 and 26, with 128, 256 and 512 channels.
 *
 * @param neck channels of the neck and the head
 */
public record TinyYoloV4(int neck) implements Network {
    static final String PREFIX = "yolov4-tiny-n";

    @Override
    public String architecture() {
        return PREFIX + neck;
    }

    @Override
    public int bins() {
        return PyramidHead.BINS;
    }

    /**
     * A cross-stage block.
     *
     * @param merged what its last convolution makes
     * @param all that and the block's first map, side by side
     */
    private record Cross<T>(T merged, T all) {}

    @Override
    public <T> List<Level<T>> forward(Backend<T> net, T image) {
        T x = net.unit("backbone.0", image, leaky(3, 32, 3, 2));
        x = net.unit("backbone.1", x, leaky(32, 64, 3, 2));
        var quarter = cross(net, 2, x, 64);
        var eighth = cross(net, 10, net.halve(quarter.all, 2), 128);
        var sixteenth = cross(net, 18, net.halve(eighth.all, 2), 256);
        T c5 = net.unit("backbone.26", net.halve(sixteenth.all, 2), leaky(512, 512, 3, 1));
        return new PyramidHead(128, 256, 512, NeckWidths.uniform(neck))
                .levels(net, eighth.merged, sixteenth.merged, c5);
    }

    /** Named by its layers' numbers in the original's file, of which the first is {@code at}. */
    private static <T> Cross<T> cross(Backend<T> net, int at, T x, int channels) {
        int half = channels / 2;
        T whole = net.unit("backbone." + at, x, leaky(channels, channels, 3, 1));
        T a = net.unit("backbone." + (at + 2), net.channels(whole, half, half), leaky(half, half, 3, 1));
        T b = net.unit("backbone." + (at + 3), a, leaky(half, half, 3, 1));
        T merged = net.unit("backbone." + (at + 5), net.concat(List.of(b, a)), leaky(channels, channels, 1, 1));
        return new Cross<>(merged, net.concat(List.of(whole, merged)));
    }

    private static Unit leaky(int in, int out, int kernel, int stride) {
        return Unit.dense(in, out, kernel, stride).then(Activation.LEAKY_RELU);
    }
}
