package io.maskgate.daemon.rollout;

import java.util.Optional;

/**
 * What is configured, and what serves after a restart: a model that was chosen and proved itself in place of the configured
 * one, or the one before a configured one that did not. Not thread-safe.
 */
final class Choices {
    private final ChoiceFile file;
    private ModelChoice configured;

    Choices(ChoiceFile file, ModelChoice configured) {
        this.file = file;
        this.configured = configured;
    }

    ModelChoice configured() {
        return configured;
    }

    /** Another is configured; what the file says of the one before holds no more. */
    void configure(ModelChoice next) {
        configured = next;
    }

    /** What is to serve in place of the configured one. */
    Optional<ChoiceFile.Remembered> read() {
        return file.read(configured);
    }

    /** @param status of the activation that led to it */
    void remember(ModelChoice serves, RolloutStatus status) {
        if (serves.equals(configured)) {
            file.forget();
            return;
        }
        String detail = status.detail().isEmpty() ? "" : ": " + status.detail();
        String why = "model " + status.model() + " was " + status.stage().words() + " at " + status.since() + detail;
        file.write(configured, new ChoiceFile.Remembered(serves, status.stage(), why));
    }

    /** The configured one serves. */
    void forget() {
        file.forget();
    }
}
