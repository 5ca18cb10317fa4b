package io.maskgate.models.damo;

import io.maskgate.models.net.Activation;
import io.maskgate.models.net.Unit;
import io.maskgate.models.net.UnitNames;
import java.util.ArrayList;
import java.util.List;

/**
 * The efficient RepGFPN neck (arXiv:2211.15444, section 2.2; GiraffeNeckV2 in the original). Down-sampling keeps the
 * channels, up-sampling is nearest neighbour, merging is a CSP stage over everything joined.
 */
record GiraffeNeck<T>(Parts<T> parts, Variant variant) {
    /**
     * Runs it.
     *
     * @param features maps of strides 8, 16, 32
     * @return maps of the same strides
     */
    List<T> run(List<T> features) {
        var net = parts.net();
        int i0 = variant.features().get(0);
        int i1 = variant.features().get(1);
        int i2 = variant.features().get(2);
        int o0 = variant.neck().out().get(0);
        int o1 = variant.neck().out().get(1);
        int o2 = variant.neck().out().get(2);
        T c3 = features.get(0);
        T c4 = features.get(1);
        T n3 = merge("neck.merge_3", List.of(features.get(2), down("neck.bu_conv13", c4, i1)), i1 + i2, i2);
        T n4 = merge("neck.merge_4", List.of(c4, down("neck.bu_conv24", c3, i0), net.upsample(n3)), i0 + i1 + i2, i1);
        T p3 = merge("neck.merge_5", List.of(c3, net.upsample(n4)), i0 + i1, o0);
        T p4 = merge("neck.merge_7", List.of(n4, down("neck.bu_conv57", p3, o0)), i1 + o0, o1);
        T p5 = merge(
                "neck.merge_6",
                List.of(n3, down("neck.bu_conv46", n4, i1), down("neck.bu_conv76", p4, o1)),
                i1 + o1 + i2,
                o2);
        return List.of(p3, p4, p5);
    }

    private boolean depthwise() {
        return variant.backbone() == Variant.Backbone.INVERTED;
    }

    private Activation act() {
        return variant.activation();
    }

    private T down(String path, T x, int channels) {
        if (!depthwise()) {
            return parts.unit(path, x, Unit.dense(channels, channels, 3, 2).then(act()));
        }
        x = parts.net()
                .unit(
                        UnitNames.torch(path + ".depthwise", path + ".dwnorm"),
                        x,
                        Unit.depthwise(channels, 2).then(act()));
        return parts.net()
                .unit(
                        UnitNames.torch(path + ".pointwise", path + ".pwnorm"),
                        x,
                        Unit.pointwise(channels, channels).then(act()));
    }

    /** A stage: half around, half through a chain of blocks, every block's output kept and joined. */
    private T merge(String path, List<T> inputs, int in, int out) {
        int half = out / 2;
        T x = parts.net().concat(inputs);
        var kept = new ArrayList<T>();
        kept.add(parts.unit(path + ".conv1", x, Unit.pointwise(in, half).then(act())));
        T y = parts.unit(path + ".conv2", x, Unit.pointwise(in, half).then(act()));
        for (int i = 0; i < variant.neck().blocks(); i++) {
            y = block(path + ".convs." + i, y, half);
            kept.add(y);
        }
        var fuse = Unit.pointwise(half * kept.size(), out).then(act());
        return parts.unit(path + ".conv3", parts.net().concat(kept), fuse);
    }

    private T block(String path, T x, int channels) {
        if (depthwise()) {
            var unit = new Unit(channels, channels, 5, 1, 1, act());
            return parts.inverted(path + ".conv.conv", x, unit, Backbones.expanded(channels, 3), 6);
        }
        int hidden = (int) (channels * variant.neck().hidden());
        // The original's "reverse" block: conv2 comes first.
        T y = parts.rep(path + ".conv2", x, Unit.dense(channels, hidden, 3, 1).then(act()));
        y = parts.unit(path + ".conv1", y, Unit.dense(hidden, channels, 3, 1).then(act()));
        return parts.net().add(x, y);
    }
}
