package io.maskgate.models.pipeline;

import java.io.PrintWriter;
import java.util.List;

/** The command line, as a step uses it. */
@FunctionalInterface
public interface Commands {
    /**
     * Executes a command.
     *
     * @param words without {@code maskgate}
     * @param out takes the place of standard output
     * @return the exit code
     */
    int run(List<String> words, PrintWriter out);
}
