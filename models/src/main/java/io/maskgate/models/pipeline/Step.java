package io.maskgate.models.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One step of a run.
 *
 * @param name in the order of a run unique
 * @param inputs files it reads that an earlier step, or the run's beginning, made
 * @param outputs files it makes
 * @param work what it does; begun again after a kill
 */
record Step(String name, List<Path> inputs, List<Path> outputs, Work work) {
    Step {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Does it by commands. */
    @FunctionalInterface
    interface Work {
        void with(Shell shell) throws IOException;
    }
}
