package io.maskgate.models.cli;

import io.maskgate.models.widths.Widening;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code maskgate widen}. */
@Command(
        name = "widen",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a LightMask wider without changing what it computes, as a teacher or a larger student to begin with.",
            "The result is to be trained further: train with start: FILE and network: its architecture in the recipe."
        })
final class WidenCommand implements Callable<Integer> {
    @Mixin
    private WeightsFiles files = new WeightsFiles();

    @Option(names = "--factor", required = true, paramLabel = "F", description = "Of each width, 1 to 4.")
    private double factor;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of the uneven shares of doubled channels; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        return files.rework(new Widening(factor, seed)::of);
    }
}
