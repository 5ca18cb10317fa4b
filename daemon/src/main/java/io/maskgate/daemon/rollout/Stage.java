package io.maskgate.daemon.rollout;

import java.util.Locale;

/** Where the latest activation of a model stands. */
public enum Stage {
    /** There was none in this process, or the configuration has settled what became of it. */
    IDLE,
    /** The new model is loaded and checked while the old one serves. */
    LOADING,
    /** Both look at the same frames. */
    COMPARING,
    /** The new model serves, the old one is ready to come back. */
    PROBATION,
    /** The new model serves, the old one is gone. */
    ACTIVE,
    /** The new model served, and the old one does again. */
    ROLLED_BACK,
    /** The new model never served. */
    REFUSED;

    /** As it stands in JSON, metrics and messages. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For a person. */
    String words() {
        return switch (this) {
            case IDLE -> "idle";
            case LOADING -> "being loaded and checked";
            case COMPARING -> "being compared with the old model";
            case PROBATION -> "on probation";
            case ACTIVE -> "active";
            case ROLLED_BACK -> "rolled back";
            case REFUSED -> "refused";
        };
    }

    /** Whether another activation has to wait. */
    public boolean inProgress() {
        return this == LOADING || this == COMPARING || this == PROBATION;
    }

    /** Whether the new model is on its way and has not served. */
    boolean inPreparation() {
        return this == LOADING || this == COMPARING;
    }
}
