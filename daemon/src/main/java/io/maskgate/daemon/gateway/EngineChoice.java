package io.maskgate.daemon.gateway;

import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.tensorrt.EngineWish;
import java.util.Optional;

/** From the configuration's words to a wish. */
public final class EngineChoice {
    private EngineChoice() {}

    public static EngineWish of(ModelKeys.Model model) {
        return of(model.engine(), model.precision());
    }

    static EngineWish of(ModelKeys.Engine engine, ModelKeys.Precision format) {
        var kind = switch (engine) {
            case AUTO -> EngineWish.Kind.AUTO;
            case TENSORRT -> EngineWish.Kind.TENSORRT;
            case CPU -> EngineWish.Kind.CPU;
        };
        Optional<Precision> precision = switch (format) {
            case AUTO -> Optional.empty();
            case FP32 -> Optional.of(Precision.FP32);
            case FP16 -> Optional.of(Precision.FP16);
            case INT8 -> Optional.of(Precision.INT8);
        };
        return new EngineWish(kind, precision);
    }
}
