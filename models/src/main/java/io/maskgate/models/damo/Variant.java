package io.maskgate.models.damo;

import io.maskgate.models.net.Activation;
import java.util.List;
import java.util.Locale;

/** The sizes of DAMO-YOLO: block lists found by its authors' search, neck and head. */
public enum Variant {
    /** 8.5 M parameters. */
    T(
            Backbone.RESIDUAL,
            Activation.RELU,
            24,
            List.of(
                    new Stage(24, 64, 2, 24, 2),
                    new Stage(64, 96, 2, 64, 2),
                    new Stage(96, 192, 2, 96, 2),
                    new Stage(192, 192, 1, 152, 2),
                    new Stage(192, 384, 2, 192, 1)),
            new Neck(3, 1, List.of(64, 128, 256)),
            new Head(17, 3)),
    /** 16.3 M parameters. */
    S(
            Backbone.RESIDUAL,
            Activation.RELU,
            32,
            List.of(
                    new Stage(32, 128, 2, 24, 1),
                    new Stage(128, 128, 2, 88, 5),
                    new Stage(128, 256, 2, 128, 3),
                    new Stage(256, 256, 1, 120, 2),
                    new Stage(256, 512, 2, 144, 1)),
            new Neck(3, 0.75, List.of(128, 256, 512)),
            new Head(17, 3)),
    /** 28.6 M parameters. */
    M(
            Backbone.CROSS_STAGE,
            Activation.SILU,
            32,
            List.of(
                    new Stage(32, 128, 2, 64, 2),
                    new Stage(128, 128, 2, 64, 4),
                    new Stage(128, 256, 2, 256, 4),
                    new Stage(256, 256, 1, 256, 4),
                    new Stage(256, 512, 2, 256, 3)),
            new Neck(4, 1, List.of(128, 256, 512)),
            new Head(17, 3)),
    /** Nano, small: 1.4 M parameters, meant for 416 x 416. */
    NS(
            Backbone.INVERTED,
            Activation.SILU,
            16,
            List.of(
                    new Stage(16, 24, 2, 24, 1),
                    new Stage(24, 40, 2, 64, 2),
                    new Stage(40, 64, 2, 40, 2),
                    new Stage(64, 80, 1, 152, 2),
                    new Stage(80, 160, 2, 192, 2)),
            new Neck(2, 1, List.of(40, 80, 160)),
            new Head(8, 1)),
    /** Nano, large: 5.6 M parameters, meant for 416 x 416. */
    NL(
            Backbone.INVERTED,
            Activation.SILU,
            24,
            List.of(
                    new Stage(24, 48, 2, 24, 1),
                    new Stage(48, 80, 2, 64, 2),
                    new Stage(80, 160, 2, 40, 2),
                    new Stage(160, 160, 1, 152, 3),
                    new Stage(160, 320, 2, 192, 2)),
            new Neck(2, 1, List.of(80, 160, 320)),
            new Head(8, 1));

    private final Backbone backbone;
    private final Activation activation;
    private final int stem;
    private final List<Stage> stages;
    private final Neck neck;
    private final Head head;

    Variant(Backbone backbone, Activation activation, int stem, List<Stage> stages, Neck neck, Head head) {
        this.backbone = backbone;
        this.activation = activation;
        this.stem = stem;
        this.stages = stages;
        this.neck = neck;
        this.head = head;
    }

    /** The kinds of backbone. */
    enum Backbone {
        /** Of bottleneck units (TinyNAS_res). */
        RESIDUAL,
        /** Of cross stage partial stages (TinyNAS_csp). */
        CROSS_STAGE,
        /** Of inverted residuals with 5x5 depthwise convolutions (TinyNAS_mob). */
        INVERTED
    }

    /**
     * A stage of the backbone.
     *
     * @param stride of its first unit
     * @param bottleneck channels between the two convolutions of a unit; inverted residuals have their own
     * @param length units
     */
    record Stage(int in, int out, int stride, int bottleneck, int length) {}

    /**
     * The neck.
     *
     * @param blocks in each of its stages
     * @param hidden channels inside a block, as a share of the block's
     * @param out channels of its outputs, strides 8, 16, 32
     */
    record Neck(int blocks, double hidden, List<Integer> out) {}

    /**
     * The head.
     *
     * @param bins of each side's distance
     * @param kernel of its convolutions
     */
    record Head(int bins, int kernel) {}

    Backbone backbone() {
        return backbone;
    }

    Activation activation() {
        return activation;
    }

    /** Channels after the first convolution. */
    int stem() {
        return stem;
    }

    List<Stage> stages() {
        return stages;
    }

    Neck neck() {
        return neck;
    }

    Head head() {
        return head;
    }

    /** Channels of the backbone's outputs, strides 8, 16, 32: of the second, the fourth and the last stage. */
    List<Integer> features() {
        return List.of(stages.get(1).out(), stages.get(3).out(), stages.get(4).out());
    }

    /** As in {@code damoyolo-t}. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
