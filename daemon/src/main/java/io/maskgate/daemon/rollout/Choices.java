package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ZooModel;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What is configured, and what serves after a restart: a model that was chosen and proved itself in place of the configured
 * one, or the one before a configured one that did not. What is configured may be asked for by any thread; the rest is not
 * thread-safe.
 */
final class Choices {
    private static final System.Logger LOG = System.getLogger(Choices.class.getName());

    private final ChoiceFile file;
    private final ModelLoader loader;
    private volatile ModelChoice configured;
    /** What serves in place of the configured one, whatever is tried meanwhile. */
    private Optional<ChoiceFile.Remembered> settled = Optional.empty();
    /** What the disk did not take yet, until it says that it has. */
    private Optional<BooleanSupplier> unwritten = Optional.empty();
    /** Whether the files of the configured one are others than when it did not prove itself in an earlier process, or may be. */
    private boolean isMended;

    Choices(ChoiceFile file, ModelLoader loader, ModelChoice configured) {
        this.file = file;
        this.loader = loader;
        this.configured = configured;
    }

    ModelChoice configured() {
        return configured;
    }

    /** A model at hand on the configured engine; the configured choice itself where that is the one. */
    ModelChoice of(ZooModel wanted) {
        return isConfigured(wanted) ? configured : configured.named(wanted.name());
    }

    private boolean isConfigured(ZooModel wanted) {
        try {
            var found = loader.find(configured);
            return found.dir().equals(wanted.dir()) && found.files().equals(wanted.files());
        } catch (InferenceException gone) {
            return false;
        }
    }

    /** Another is configured; what the file says of the one before holds no more. */
    void configure(ModelChoice next) {
        if (!next.equals(configured)) {
            configured = next;
            isMended = false;
            settled = Optional.empty();
        }
    }

    /** What is to serve in place of the configured one, or what was tried last beside the configured one. */
    Optional<ChoiceFile.Remembered> read() {
        var found = file.read(configured);
        settled = found.filter(it -> !it.choice().equals(configured)).map(it -> it.with(Optional.empty()));
        isMended = settled.filter(it -> it.stage() != Stage.ACTIVE)
                .filter(it -> isOther(it.failed(), files()))
                .isPresent();
        return found;
    }

    /** Whether it serves as somebody wants it: it is configured, or was activated and proved itself. */
    boolean isWished(ModelChoice serves) {
        return serves.equals(configured)
                || settled.filter(
                                it -> it.stage() == Stage.ACTIVE && it.choice().equals(serves))
                        .isPresent();
    }

    /** Whether it is the configured one, and what serves in its place is not what somebody chose. */
    boolean isMissed(ModelChoice choice, ModelChoice serves) {
        return choice.equals(configured) && !isWished(serves);
    }

    /** Another is tried by its name: a restart brings back the one that serves, and has to say so. */
    void tries(ModelChoice serves, RolloutStatus status) {
        var since = configured;
        var under = new ChoiceFile.Tried(status.model(), status.since().toString());
        // What is settled may be gone from the disk.
        var now = settled.filter(it -> it.choice().equals(serves))
                .orElseGet(() -> new ChoiceFile.Remembered(serves, Stage.ACTIVE, "", "", Optional.empty()));
        write(() -> file.write(since, now.with(Optional.of(under))));
    }

    /** What serves is as somebody wants it, whatever was tried or is gone. */
    void accept(ModelChoice serves) {
        if (serves.equals(configured)) {
            settled = Optional.empty();
        }
        leaves();
    }

    /** What was tried is over. */
    void leaves() {
        var since = configured;
        settled.ifPresentOrElse(it -> write(() -> file.write(since, it)), this::forget);
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
        var chosen = new ChoiceFile.Remembered(serves, status.stage(), why, failed(status.stage()), Optional.empty());
        settled = Optional.of(chosen);
        write(() -> file.write(since, chosen));
    }

    /** Files may be exchanged while they are tried: those at the beginning count, and at each beginning anew. */
    private String failed(Stage stage) {
        if (stage == Stage.ACTIVE) {
            return "";
        }
        return settled.filter(it -> it.stage().inProgress() && !stage.inProgress())
                .map(ChoiceFile.Remembered::failed)
                .orElseGet(this::files);
    }

    /** What is gone is no other; what is there is, where nothing was or nobody noted what. */
    private static boolean isOther(String failed, String now) {
        return !now.isEmpty() && !now.equals(failed);
    }

    private String files() {
        try {
            return Serving.files(loader.find(configured));
        } catch (InferenceException gone) {
            return "";
        }
    }

    /** The configured one serves. */
    void forget() {
        settled = Optional.empty();
        write(file::forget);
    }

    /**
     * To be called each second or so: a disk that was full for a moment must not decide what serves after a restart.
     *
     * @param free whether an activation can begin now
     * @return the configured one, once, where that is to be tried again
     */
    Optional<ModelChoice> tick(ModelChoice serves, boolean free) {
        unwritten.ifPresent(this::write);
        if (!isMended || !free) {
            return Optional.empty();
        }
        isMended = false;
        if (!isMissed(configured, serves)) {
            return Optional.empty();
        }
        LOG.log(
                Level.INFO,
                "model {0} did not prove itself with other files, or it is not known with which: it is tried again",
                configured.text(serves));
        return Optional.of(configured);
    }

    private void write(BooleanSupplier step) {
        unwritten = step.getAsBoolean() ? Optional.empty() : Optional.of(step);
    }
}
