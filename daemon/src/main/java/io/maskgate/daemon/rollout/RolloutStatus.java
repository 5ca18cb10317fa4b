package io.maskgate.daemon.rollout;

import java.time.Instant;

/**
 * Where the latest activation of a model stands.
 *
 * @param model that was to serve: its name, and as soon as that is known {@code name@sha8}; empty before the first
 * @param before the model that served until then, {@code name@sha8}; empty before the first
 * @param since when this stage began
 * @param detail why, or what was found; for a person
 * @param agreement of both, as far as they were compared
 */
public record RolloutStatus(
        Stage stage, String model, String before, Instant since, String detail, Agreement agreement) {
    static RolloutStatus idle(Instant now) {
        return new RolloutStatus(Stage.IDLE, "", "", now, "", Agreement.NONE);
    }

    RolloutStatus then(Stage next, Instant now, String why) {
        return new RolloutStatus(next, model, before, now, why, agreement);
    }

    RolloutStatus named(String tag) {
        return new RolloutStatus(stage, tag, before, since, detail, agreement);
    }

    /** For somebody who may not know what all cameras together saw. */
    public RolloutStatus discreet() {
        return new RolloutStatus(stage, model, before, since, "", agreement.framesOnly());
    }

    RolloutStatus with(Agreement found) {
        return new RolloutStatus(stage, model, before, since, detail, found);
    }
}
