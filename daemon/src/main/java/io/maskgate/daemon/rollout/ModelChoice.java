package io.maskgate.daemon.rollout;

import io.maskgate.daemon.config.ModelKeys;
import java.util.Optional;

/**
 * Which model on which engine.
 *
 * @param name or path; the zoo's default when absent
 * @param threads of one inference; 0 leaves one core to decoding
 */
public record ModelChoice(Optional<String> name, ModelKeys.Engine engine, ModelKeys.Precision precision, int threads) {
    public static ModelChoice of(ModelKeys.Model config) {
        return new ModelChoice(config.name(), config.engine(), config.precision(), config.threads());
    }

    /** Another model on the same engine. */
    ModelChoice named(String other) {
        return new ModelChoice(Optional.of(other), engine, precision, threads);
    }

    /** For a person. */
    String text() {
        return name.orElse("the default model");
    }
}
