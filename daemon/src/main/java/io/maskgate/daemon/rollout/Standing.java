package io.maskgate.daemon.rollout;

import java.util.EnumMap;
import java.util.Map;

/**
 * How activations stand, for whoever only asks: as after the last step, since the one in work may wait for the disk. One
 * thread at a time tells; any may ask.
 */
final class Standing {
    private final Map<Stage, Long> counted = new EnumMap<>(Stage.class);
    private volatile Told told;

    private record Told(RolloutStatus status, boolean canBeLeft, Map<Stage, Long> ends) {}

    Standing(RolloutStatus status, boolean canBeLeft) {
        told = new Told(status, canBeLeft, Map.of());
    }

    /** An activation has ended so; told with the next step. */
    void ended(Stage stage) {
        counted.merge(stage, 1L, Long::sum);
    }

    /** A step is over. */
    void tell(RolloutStatus status, boolean canBeLeft) {
        told = new Told(status, canBeLeft, Map.copyOf(counted));
    }

    RolloutStatus status() {
        return told.status();
    }

    boolean canBeLeft() {
        return told.canBeLeft();
    }

    /** How often activations ended so. */
    Map<Stage, Long> ends() {
        return told.ends();
    }
}
