package io.maskgate.models.cli;

import io.maskgate.models.widths.Refining;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code maskgate refine}. */
@Command(
        name = "refine",
        mixinStandardHelpOptions = true,
        description = {
            "Gives a LightMask a level of stride 4 in place of that of 32, for small inputs with small faces.",
            "The result is to be trained further: train with start: FILE and network: its architecture in the recipe."
        })
final class RefineCommand implements Callable<Integer> {
    @Mixin
    private WeightsFiles files = new WeightsFiles();

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of what the new level begins with; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        return files.rework(new Refining(seed)::of);
    }
}
