package io.maskgate.daemon.rollout;

import java.time.Instant;

/**
 * Where the latest activation of a model stands.
 *
 * @param model that was to serve: its name, with what else is asked for where the names are one, and as soon as it is loaded
 *     {@code name@sha8}; empty before the first
 * @param before the model that served until then, {@code name@sha8}; empty before the first
 * @param since when this stage began
 * @param detail why, or what was found; for a person
 * @param agreement of both, as far as they were compared
 * @param wished whether it ended because a person wanted the old model
 */
public record RolloutStatus(
        Stage stage, String model, String before, Instant since, String detail, Agreement agreement, boolean wished) {
    static RolloutStatus idle(Instant now) {
        return new RolloutStatus(Stage.IDLE, "", "", now, "", Agreement.NONE, false);
    }

    RolloutStatus then(Stage next, Instant now, String why, boolean wanted) {
        return new RolloutStatus(next, model, before, now, why, agreement, wanted);
    }

    RolloutStatus named(String tag) {
        return new RolloutStatus(stage, tag, before, since, detail, agreement, wished);
    }

    /** For somebody who may not know what all cameras together saw. */
    public RolloutStatus discreet() {
        return new RolloutStatus(stage, model, before, since, "", agreement.framesOnly(), wished);
    }

    RolloutStatus with(Agreement found) {
        return new RolloutStatus(stage, model, before, since, detail, found, wished);
    }

    /** For the log. */
    String text() {
        return "model " + model + ": " + stage.words() + (detail.isEmpty() ? "" : ": " + detail);
    }

    /** Whether somebody should look into it. */
    public boolean isTrouble() {
        return !wished && (stage == Stage.ROLLED_BACK || stage == Stage.REFUSED);
    }
}
