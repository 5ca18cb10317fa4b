package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import java.util.Optional;

/** Whether a model's int8 file was found as accurate as it must be; its card says so, or it is not offered. */
@FunctionalInterface
interface Int8Check {
    /** Why int8 is not offered; empty when it is. */
    Optional<String> refusal(ZooModel model);

    /** By {@code "int8": {"check": {"passed": true}}} in the card. */
    static Int8Check ofCard() {
        return model -> {
            if (!model.files().containsKey(Precision.INT8)) {
                return Optional.of("model " + model.name() + " has no int8.onnx; maskgate quantize makes it");
            }
            boolean passed = model.card()
                    .map(card -> card.document().at("/int8/check/passed").asBoolean(false))
                    .orElse(false);
            return passed
                    ? Optional.empty()
                    : Optional.of("the accuracy of int8.onnx of model " + model.name()
                            + " was not checked, or not found sufficient; maskgate quantize checks it");
        };
    }
}
