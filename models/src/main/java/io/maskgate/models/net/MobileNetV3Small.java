package io.maskgate.models.net;

import java.util.List;

/**
 * MobileNetV3-Small (arXiv:1905.02244, table 2) without its classifier, under the common neck and head: the maps are those
 * of 24, 48 and 576 channels.
 *
 * @param neck channels of the neck and the head
 */
public record MobileNetV3Small(int neck) implements Network {
    static final String PREFIX = "mobilenetv3-small-n";

    private static final int STEM = 16;
    private static final int LAST = 576;

    /**
     * A row of the table.
     *
     * @param hidden channels inside the block
     * @param gated whether squeeze and excitation stands inside
     */
    private record Block(int kernel, int hidden, int out, boolean gated, Activation activation, int stride) {}

    private static final List<Block> BLOCKS = List.of(
            new Block(3, 16, 16, true, Activation.RELU, 2),
            new Block(3, 72, 24, false, Activation.RELU, 2),
            new Block(3, 88, 24, false, Activation.RELU, 1),
            new Block(5, 96, 40, true, Activation.HARD_SWISH, 2),
            new Block(5, 240, 40, true, Activation.HARD_SWISH, 1),
            new Block(5, 240, 40, true, Activation.HARD_SWISH, 1),
            new Block(5, 120, 48, true, Activation.HARD_SWISH, 1),
            new Block(5, 144, 48, true, Activation.HARD_SWISH, 1),
            new Block(5, 288, 96, true, Activation.HARD_SWISH, 2),
            new Block(5, 576, 96, true, Activation.HARD_SWISH, 1),
            new Block(5, 576, 96, true, Activation.HARD_SWISH, 1));

    /** Index of the last block of strides 8 and 16. */
    private static final int EIGHTH = 2;

    private static final int SIXTEENTH = 7;

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
        T x = net.unit("backbone.stem", image, Unit.dense(3, STEM, 3, 2).then(Activation.HARD_SWISH));
        T c3 = blocks(net, x, 0, EIGHTH + 1);
        T c4 = blocks(net, c3, EIGHTH + 1, SIXTEENTH + 1);
        T c5 = blocks(net, c4, SIXTEENTH + 1, BLOCKS.size());
        int out = BLOCKS.getLast().out;
        c5 = net.unit("backbone.last", c5, Unit.pointwise(out, LAST).then(Activation.HARD_SWISH));
        return new PyramidHead(BLOCKS.get(EIGHTH).out, BLOCKS.get(SIXTEENTH).out, LAST, NeckWidths.uniform(neck))
                .levels(net, c3, c4, c5);
    }

    private static <T> T blocks(Backend<T> net, T x, int from, int to) {
        for (int i = from; i < to; i++) {
            x = block(net, "backbone." + i, x, i == 0 ? STEM : BLOCKS.get(i - 1).out, BLOCKS.get(i));
        }
        return x;
    }

    private static <T> T block(Backend<T> net, String name, T x, int in, Block block) {
        int hidden = block.hidden;
        T y = x;
        if (hidden != in) {
            y = net.unit(name + ".expand", y, Unit.pointwise(in, hidden).then(block.activation));
        }
        y = net.unit(name + ".dw", y, new Unit(hidden, hidden, block.kernel, block.stride, hidden, block.activation));
        if (block.gated) {
            y = net.excite(name + ".gate", y, hidden, inEights(hidden / 4));
        }
        y = net.unit(name + ".project", y, Unit.pointwise(hidden, block.out).linear());
        return block.stride == 1 && in == block.out ? net.add(x, y) : y;
    }

    /** The nearest multiple of 8, at least 8 and not more than a tenth below, as the original rounds. */
    private static int inEights(int channels) {
        int rounded = Math.max(8, (channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
