package io.maskgate.models.cli;

import io.maskgate.models.widths.Pruning;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code maskgate prune}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Takes the channels out of a LightMask whose batch normalisation lets the least through.",
            "The result is to be trained further: train with start: FILE in the recipe."
        })
final class PruneCommand implements Callable<Integer> {
    @Mixin
    private WeightsFiles files = new WeightsFiles();

    @Option(names = "--ratio", required = true, paramLabel = "R", description = "Share of the channels, 0 to below 1.")
    private double ratio;

    @Option(
            names = "--multiple",
            defaultValue = "8",
            description = "Maps keep a multiple of this, as engines compute it anyway; default ${DEFAULT-VALUE}.")
    private int multiple = 8;

    @Override
    public Integer call() throws IOException {
        return files.rework(new Pruning(ratio, multiple)::of);
    }
}
