package io.maskgate.models.damo;

import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.net.ParameterSpec.Initial;

/** How the original's tensors start: PyTorch's defaults, with exceptions in the nano variants and the head. */
final class Beginning {
    private Beginning() {}

    static Initial of(Variant variant, ParameterSpec spec) {
        boolean nano = variant.backbone() == Variant.Backbone.INVERTED;
        boolean backbone = spec.name().startsWith("backbone.");
        if (spec.shape().size() < 4) {
            boolean shift = spec.trainable() && spec.name().endsWith(".bias");
            return nano && backbone && shift ? Initial.constant(1e-4f) : spec.initial();
        }
        if (spec.name().startsWith("head.")) {
            return spec.initial();
        }
        int in = spec.shape().get(1);
        int area = spec.shape().get(2) * spec.shape().get(3);
        if (nano && backbone) {
            return new Initial(0, 1f / in);
        }
        if (nano && spec.name().startsWith("neck.bu_")) {
            // Kaiming normal, fan out (arXiv:1502.01852), which PyTorch does not divide by the groups.
            return new Initial(0, (float) Math.sqrt(2.0 / (spec.shape().get(0) * area)));
        }
        return Initial.within(1 / Math.sqrt(in * area));
    }
}
