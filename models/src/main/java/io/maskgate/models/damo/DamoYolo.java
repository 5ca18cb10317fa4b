package io.maskgate.models.damo;

import io.maskgate.models.net.Anchors;
import io.maskgate.models.net.Backend;
import io.maskgate.models.net.Network;
import io.maskgate.models.net.Objective;
import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.net.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * DAMO-YOLO (arXiv:2211.15444): a TinyNAS backbone, the RepGFPN neck, and on each level one convolution for the classes and
 * one for the sides (ZeroHead). Distances are measured from the cells' top left corners.
 *
 * @param merged the form for deployment, in which each RepConv is one convolution
 */
public record DamoYolo(Variant variant, boolean merged) implements Network {
    private static final int CLASSES = 2;
    /** -ln((1 - p) / p) at p = 0.01, as the original's head starts. */
    private static final float RARE = (float) -Math.log(99);

    private static final float WHITE = 255;

    /** The form for training. */
    public DamoYolo(Variant variant) {
        this(variant, false);
    }

    @Override
    public String architecture() {
        return "damoyolo-" + variant.text() + (merged ? "-merged" : "");
    }

    @Override
    public int bins() {
        return variant.head().bins();
    }

    @Override
    public Anchors anchors(int width, int height) {
        return Anchors.corners(width, height);
    }

    @Override
    public Objective objective() {
        return Objective.ALIGN_OTA;
    }

    @Override
    public ParameterSpec.Initial initial(ParameterSpec proposed) {
        return Beginning.of(variant, proposed);
    }

    @Override
    public Network deployed() {
        return new DamoYolo(variant, true);
    }

    @Override
    public Map<String, float[]> deployed(Map<String, float[]> weights) {
        return merged ? weights : RepMerge.of(weights);
    }

    @Override
    public <T> List<Level<T>> forward(Backend<T> net, T image) {
        var parts = new Parts<>(net, merged);
        var features = new Backbones<>(parts, variant).run(net.times(image, WHITE));
        var outputs = new GiraffeNeck<>(parts, variant).run(features);
        var levels = new ArrayList<Level<T>>();
        for (int i = 0; i < outputs.size(); i++) {
            levels.add(head(net, i, outputs.get(i)));
        }
        return levels;
    }

    private <T> Level<T> head(Backend<T> net, int level, T x) {
        int channels = variant.neck().out().get(level);
        int kernel = variant.head().kernel();
        T classes = net.biased(
                "head.gfl_cls." + level,
                x,
                Unit.dense(channels, CLASSES, kernel, 1).linear(),
                RARE);
        T sides = net.biased(
                "head.gfl_reg." + level,
                x,
                Unit.dense(channels, 4 * bins(), kernel, 1).linear(),
                0);
        sides = net.scale("head.scales." + level + ".scale", sides);
        return new Level<>(STRIDES.get(level), classes, sides, x);
    }
}
