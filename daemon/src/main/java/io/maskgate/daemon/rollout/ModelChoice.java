package io.maskgate.daemon.rollout;

import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.InferenceOptions;
import java.util.ArrayList;
import java.util.Locale;
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

    /** Whether it asks for the same engine, whatever the model. */
    boolean isOnEngineOf(ModelChoice other) {
        return engine == other.engine && precision == other.precision && threads == other.threads;
    }

    /** For a person. */
    String text() {
        return name.orElse("the default model");
    }

    /** For a person who knows the other choice: where it is of the same model, what is another. */
    String text(ModelChoice other) {
        return name.equals(other.name) ? text(text(), other) : text();
    }

    /** The same where both are of the model that is called so. */
    String text(String model, ModelChoice other) {
        var others = new ArrayList<String>();
        if (engine != other.engine) {
            others.add("engine " + engine.name().toLowerCase(Locale.ROOT));
        }
        if (precision != other.precision) {
            others.add("precision " + precision.name().toLowerCase(Locale.ROOT));
        }
        if (threads != other.threads) {
            others.add("threads " + threads);
        }
        return others.isEmpty() ? model : model + " with " + String.join(", ", others);
    }

    /** Of one inference on the processor. */
    int usedThreads() {
        return threads > 0 ? threads : InferenceOptions.defaults().threads();
    }
}
