package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ZooModel;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What is configured, and what serves after a restart: a model that was chosen and proved itself in place of the configured
 * one, or the one before a configured one that did not. What is configured may be asked for by any thread; the rest is not
 * thread-safe.
 */
final class Choices {
    private final ChoiceFile file;
    private volatile ModelChoice configured;
    /** What the disk did not take yet, until it says that it has. */
    private Optional<BooleanSupplier> unwritten = Optional.empty();

    Choices(ChoiceFile file, ModelChoice configured) {
        this.file = file;
        this.configured = configured;
    }

    ModelChoice configured() {
        return configured;
    }

    /** A model at hand on the configured engine; the configured choice itself where that is the one. */
    ModelChoice of(ZooModel wanted, ModelLoader loader) {
        return isConfigured(wanted, loader) ? configured : configured.named(wanted.name());
    }

    private boolean isConfigured(ZooModel wanted, ModelLoader loader) {
        try {
            var found = loader.find(configured);
            return found.dir().equals(wanted.dir()) && found.files().equals(wanted.files());
        } catch (InferenceException gone) {
            return false;
        }
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
            forget();
            return;
        }
        String detail = status.detail().isEmpty() ? "" : ": " + status.detail();
        String why = "model " + status.model() + " was " + status.stage().words() + " at " + status.since() + detail;
        var since = configured;
        write(() -> file.write(since, new ChoiceFile.Remembered(serves, status.stage(), why)));
    }

    /** The configured one serves. */
    void forget() {
        write(file::forget);
    }

    /** To be called each second or so: a disk that was full for a moment must not decide what serves after a restart. */
    void tick() {
        unwritten.ifPresent(this::write);
    }

    private void write(BooleanSupplier step) {
        unwritten = step.getAsBoolean() ? Optional.empty() : Optional.of(step);
    }
}
