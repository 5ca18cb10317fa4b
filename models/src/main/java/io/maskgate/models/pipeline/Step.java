package io.maskgate.models.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * One step of a run.
 *
 * @param name in the order of a run unique
 * @param inputs files it reads that an earlier step, or the run's beginning, made
 * @param outputs files it makes
 * @param others files it reads that are others', wherever these lie
 * @param work what it does; begun again after a kill
 */
record Step(String name, List<Path> inputs, List<Path> outputs, Others others, Work work) {
    Step {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** One that reads its inputs alone. */
    Step(String name, List<Path> inputs, List<Path> outputs, Work work) {
        this(name, inputs, outputs, List::of, work);
    }

    /** Asked when the inputs are there: what a training reads, its filled recipe says. */
    @FunctionalInterface
    interface Others {
        Collection<Path> files() throws IOException;
    }

    /** Does it by commands. */
    @FunctionalInterface
    interface Work {
        void with(Shell shell) throws IOException;
    }
}
