package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.PrecisionCheck;
import io.maskgate.hw.inference.ZooModel;
import java.util.Optional;

/** Whether a file of less precision was found as accurate as it must be. */
@FunctionalInterface
interface AccuracyCheck {
    /** Why this precision is not offered; empty when it is. */
    Optional<String> refusal(ZooModel model, Precision precision);

    /** By the checks in the card: int8 must have passed, fp16 must not have failed. */
    static AccuracyCheck ofCard() {
        return (model, precision) -> {
            if (!model.files().containsKey(precision)) {
                return Optional.of("model " + model.name() + " has no " + precision.fileName() + "; maskgate "
                        + (precision == Precision.FP32 ? "export" : "quantize") + " makes it");
            }
            var passed = model.card().flatMap(card -> card.check(precision)).map(PrecisionCheck::passed);
            if (passed.orElse(precision != Precision.INT8)) {
                return Optional.empty();
            }
            return Optional.of("the accuracy of " + precision.fileName() + " of model " + model.name() + " was "
                    + (passed.isPresent() ? "found insufficient" : "not checked")
                    + "; maskgate quantize makes and checks it");
        };
    }
}
