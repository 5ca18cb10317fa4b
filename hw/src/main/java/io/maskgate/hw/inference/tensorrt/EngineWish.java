package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.Precision;
import java.util.Optional;

/**
 * Which engine a person wants.
 *
 * @param precision the best that is offered, when absent
 */
public record EngineWish(Kind kind, Optional<Precision> precision) {
    /** Engines. */
    public enum Kind {
        /** TensorRT where it is, and the CPU otherwise. */
        AUTO,
        /** TensorRT, or a refusal. */
        TENSORRT,
        CPU
    }

    public static EngineWish auto() {
        return new EngineWish(Kind.AUTO, Optional.empty());
    }
}
