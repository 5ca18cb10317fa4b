package io.maskgate.models.damo;

import io.maskgate.models.damo.Variant.Stage;
import io.maskgate.models.net.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * The three backbones of TinyNAS (MAE-NAS, arXiv:2111.13336).
 *
 * @param parts what they are put together from
 */
record Backbones<T>(Parts<T> parts, Variant variant) {
    private static final String BLOCKS = "backbone.block_list.";
    private static final String STAGES = "backbone.csp_stage.";

    /**
     * Runs the variant's.
     *
     * @param image {@code [N,3,H,W]}, RGB in 0..255
     * @return maps of strides 8, 16, 32
     */
    List<T> run(T image) {
        return switch (variant.backbone()) {
            case RESIDUAL -> residual(image);
            case CROSS_STAGE -> crossStage(image);
            case INVERTED -> inverted(image);
        };
    }

    /** The picture's four phases, then a 3x3 convolution. */
    private T focus(String path, T image) {
        var unit = Unit.dense(12, variant.stem(), 3, 1).then(variant.activation());
        return parts.unit(path + ".conv", parts.net().phases(image), unit);
    }

    private List<T> residual(T image) {
        return chain(focus(BLOCKS + 0, image), this::bottleneck);
    }

    private List<T> inverted(T image) {
        var unit = Unit.dense(3, variant.stem(), 3, 2).then(variant.activation());
        return chain(parts.first(BLOCKS + "0.conv", image, unit), this::inverted);
    }

    /** Units one after the other; pyramid pooling follows the first of the last stage. */
    private List<T> chain(T x, Block<T> block) {
        var outputs = new ArrayList<T>();
        var stages = variant.stages();
        for (int s = 0; s < stages.size(); s++) {
            String path = BLOCKS + (s + 1) + ".block_list.";
            var stage = stages.get(s);
            int at = 0;
            for (int i = 0; i < stage.length(); i++) {
                x = block.run(path + at++, x, stage, i == 0);
                if (i == 0 && s == stages.size() - 1) {
                    x = parts.pyramid(path + at++, x, stage.out());
                }
            }
            outputs.add(x);
        }
        return List.of(outputs.get(1), outputs.get(3), outputs.get(4));
    }

    private interface Block<T> {
        T run(String path, T x, Stage stage, boolean first);
    }

    /** 1x1, then RepConv 3x3; a shortcut at stride 1 only. */
    private T bottleneck(String path, T x, Stage stage, boolean first) {
        var act = variant.activation();
        int in = first ? stage.in() : stage.out();
        int stride = first ? stage.stride() : 1;
        T y = parts.first(
                path + ".conv1", x, Unit.pointwise(in, stage.bottleneck()).then(act));
        var rep = Unit.dense(stage.bottleneck(), stage.out(), 3, stride);
        if (stride == 2) {
            return parts.rep(path + ".conv2", y, rep.then(act));
        }
        y = parts.rep(path + ".conv2", y, rep.linear());
        return parts.net().activate(parts.net().add(y, x), act);
    }

    private T inverted(String path, T x, Stage stage, boolean first) {
        // The expansion grows with the stage: 3.5, 4, 4.5, 5, 5.5.
        int hidden = expanded(stage.out(), 3.5 + 0.5 * variant.stages().indexOf(stage));
        int in = first ? stage.in() : stage.out();
        var unit = new Unit(in, stage.out(), 5, first ? stage.stride() : 1, 1, variant.activation());
        return parts.inverted(path + ".conv", x, unit, hidden, 7);
    }

    /** {@code channels * ratio}, to the nearest multiple of 8 that is not below 0.9 of it. */
    static int expanded(int channels, double ratio) {
        int wanted = (int) Math.ceil(channels * ratio);
        int rounded = Math.max(8, (wanted + 4) / 8 * 8);
        return rounded < 0.9 * wanted ? rounded + 8 : rounded;
    }

    /** The third and fourth stage of the list are one here. */
    private List<T> crossStage(T image) {
        var list = variant.stages();
        T c4 = crossStage(STAGES + 1, focus(STAGES + 0, image), list.subList(0, 1), false);
        T c8 = crossStage(STAGES + 2, c4, list.subList(1, 2), false);
        T c16 = crossStage(STAGES + 3, c8, list.subList(2, 4), false);
        return List.of(c8, c16, crossStage(STAGES + 4, c16, list.subList(4, 5), true));
    }

    /** Half of the channels through the units (CSPNet, arXiv:1911.11929); ReLU around them whatever the units' own. */
    private T crossStage(String path, T x, List<Stage> stages, boolean pyramid) {
        var first = stages.getFirst();
        int half = first.out() / 2;
        int out = stages.getLast().out();
        x = parts.first(path + ".downsampler.conv", x, Unit.dense(first.in(), 2 * half, 3, 2));
        if (pyramid) {
            x = parts.pyramid(path + ".spp", x, 2 * half);
        }
        T around = parts.first(path + ".conv_shortcut.conv", x, Unit.pointwise(2 * half, out / 2));
        T y = parts.first(path + ".conv_start.conv", x, Unit.pointwise(2 * half, half));
        int at = 0;
        for (var stage : stages) {
            // The strided convolution before stands for the first unit of a strided entry.
            int units = stage.stride() == 2 ? stage.length() - 1 : stage.length();
            for (int i = 0; i < units; i++) {
                y = wide(path + ".convstem." + at++, y, half, stage.bottleneck());
            }
        }
        return parts.first(
                path + ".conv_fuse.conv", parts.net().concat(List.of(y, around)), Unit.pointwise(half + out / 2, out));
    }

    /** 3x3, then RepConv 3x3, with a shortcut. */
    private T wide(String path, T x, int channels, int bottleneck) {
        var act = variant.activation();
        T y = parts.first(
                path + ".conv1", x, Unit.dense(channels, bottleneck, 3, 1).then(act));
        y = parts.rep(path + ".conv2", y, Unit.dense(bottleneck, channels, 3, 1).linear());
        return parts.net().activate(parts.net().add(y, x), act);
    }
}
