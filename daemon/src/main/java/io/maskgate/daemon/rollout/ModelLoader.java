package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.ZooModel;

/** Loads models. Takes its time; called on a thread of its own. */
public interface ModelLoader {
    /**
     * The model a choice names, before anything is loaded.
     *
     * @throws io.maskgate.hw.inference.InferenceException when there is none
     */
    ZooModel find(ModelChoice choice);

    /**
     * Opens it on the engine the choice asks for.
     *
     * @throws io.maskgate.hw.inference.InferenceException when it cannot be used
     */
    LoadedModel load(ZooModel model, ModelChoice choice);

    /**
     * Checks more than opening does: labels, sums, and what it computes on built-in pictures.
     *
     * @throws io.maskgate.hw.inference.InferenceException when something is wrong
     */
    void check(ZooModel model, ModelChoice choice);
}
