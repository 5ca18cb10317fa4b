package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.ModelZoo;

/** The models at hand, and changing from one to another. Thread-safe; every method returns at once. */
public interface ModelLife {
    /** {@code name@sha8} of the model that serves. */
    String serving();

    RolloutStatus rollout();

    /** Whether activating the tag of the model that serves leaves it at that, whatever became of another. */
    boolean canBeLeft();

    /** The models at hand, the one that serves first; reads the disk. */
    ModelZoo.Listing listing();

    /** Begins to go over to a model at hand. */
    Answer activate(String name);

    /** What became of the wish. */
    sealed interface Answer {
        /** It is under way. */
        record Begun(RolloutStatus status) implements Answer {}

        /** There is no such model. */
        record Unknown(String detail) implements Answer {}

        /** Not now, and why. */
        record Busy(String detail) implements Answer {}
    }
}
