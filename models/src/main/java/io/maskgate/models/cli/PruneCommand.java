package io.maskgate.models.cli;

import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.widths.Pruning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate prune}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Takes the channels out of a LightMask whose batch normalisation lets the least through.",
            "The result is to be trained further: train with start: FILE in the recipe."
        })
final class PruneCommand implements Callable<Integer> {
    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "Trained weights, .safetensors.")
    private Path weights = Path.of("");

    @Option(names = "--ratio", required = true, paramLabel = "R", description = "Share of the channels, 0 to below 1.")
    private double ratio;

    @Option(
            names = "--multiple",
            defaultValue = "8",
            description = "Maps keep a multiple of this, as engines compute it anyway; default ${DEFAULT-VALUE}.")
    private int multiple = 8;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The pruned weights.")
    private Path out = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        var whole = Safetensors.read(weights);
        var pruned = new Pruning(ratio, multiple).of(whole);
        pruned.write(out);
        WidthReport.print(spec.commandLine().getErr(), whole, pruned);
        spec.commandLine().getOut().println(out);
        return 0;
    }
}
