package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.ZooModel;
import java.util.List;

/** The models at hand, and changing from one to another. Thread-safe; every method returns at once. */
public interface ModelLife {
    /** {@code name@sha8} of the model that serves. */
    String serving();

    RolloutStatus rollout();

    /** Whether activating the tag of the model that serves leaves it at that, whatever became of another. */
    boolean canBeLeft();

    /** Reads the disk. */
    Listing listing();

    /** Begins to go over to a model at hand. */
    Answer activate(String name);

    /**
     * The models at hand, for a person who chooses.
     *
     * @param models the one that serves first
     * @param problems folders that should hold a model
     * @param canBeTried whether the name of the one that serves stands for other files or another engine by now, which
     *     activating it would load while nothing is under way
     */
    record Listing(List<ZooModel> models, List<String> problems, boolean canBeTried) {
        public Listing {
            models = List.copyOf(models);
            problems = List.copyOf(problems);
        }
    }

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
