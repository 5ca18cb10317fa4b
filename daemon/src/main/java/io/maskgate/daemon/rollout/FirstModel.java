package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.InferenceException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * The model that serves from the start on.
 *
 * @param told of an activation in an earlier process, where the configured model does not serve because of it, or where that
 *     process ended in it
 */
record FirstModel(Serving serving, Optional<Earlier> told) {
    private static final System.Logger LOG = System.getLogger(FirstModel.class.getName());

    /** What became of a model before this process began. */
    record Earlier(Stage stage, String model, String why) {}

    /**
     * Loads the configured one, or the one chosen since. One that was chosen and cannot be used any more is told and does
     * not keep the gateway from starting.
     *
     * @throws InferenceException when the configured model cannot be used
     */
    static FirstModel load(ModelLoader loader, Choices choices) {
        var remembered = choices.read();
        if (remembered.isEmpty()) {
            return new FirstModel(open(loader, choices.configured()), Optional.empty());
        }
        var chosen = remembered.get();
        if (chosen.choice().equals(choices.configured())) {
            return new FirstModel(open(loader, chosen.choice()), told(chosen, choices.configured()));
        }
        try {
            return new FirstModel(open(loader, chosen.choice()), told(chosen, choices.configured()));
        } catch (InferenceException e) {
            LOG.log(
                    Level.ERROR,
                    "the chosen model cannot be used, the configured one serves; activate that one to leave it at"
                            + " that: {0}",
                    String.valueOf(e.getMessage()));
            var gone = new Earlier(
                    Stage.REFUSED, chosen.choice().text(choices.configured()), String.valueOf(e.getMessage()));
            return new FirstModel(
                    open(loader, choices.configured()),
                    Optional.of(chosen.tried().map(FirstModel::ended).orElse(gone)));
        }
    }

    private static Optional<Earlier> told(ChoiceFile.Remembered chosen, ModelChoice configured) {
        if (chosen.tried().isPresent()) {
            return chosen.tried().map(FirstModel::ended);
        }
        if (chosen.stage() == Stage.ACTIVE) {
            return Optional.empty();
        }
        String cut = chosen.stage().inProgress() ? "the process ended before it had proved itself: " : "";
        return Optional.of(new Earlier(Stage.ROLLED_BACK, configured.text(chosen.choice()), cut + chosen.why()));
    }

    private static Earlier ended(ChoiceFile.Tried tried) {
        String why = "the process ended before it had proved itself; it was activated at " + tried.since();
        LOG.log(Level.ERROR, "model {0} does not serve: {1}", tried.model(), why);
        return new Earlier(Stage.ROLLED_BACK, tried.model(), why);
    }

    private static Serving open(ModelLoader loader, ModelChoice choice) {
        var model = loader.find(choice);
        return Serving.load(loader, model, choice);
    }
}
