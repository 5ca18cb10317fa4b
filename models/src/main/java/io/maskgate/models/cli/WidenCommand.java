package io.maskgate.models.cli;

import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.widths.Widening;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate widen}. */
@Command(
        name = "widen",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a LightMask wider without changing what it computes, as a teacher or a larger student to begin with.",
            "The result is to be trained further: train with start: FILE and network: its architecture in the recipe."
        })
final class WidenCommand implements Callable<Integer> {
    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "Trained weights, .safetensors.")
    private Path weights = Path.of("");

    @Option(names = "--factor", required = true, paramLabel = "F", description = "Of each width, 1 to 4.")
    private double factor;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of the uneven shares of doubled channels; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The widened weights.")
    private Path out = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        var narrow = Safetensors.read(weights);
        var wide = new Widening(factor, seed).of(narrow);
        wide.write(out);
        WidthReport.print(spec.commandLine().getErr(), narrow, wide);
        spec.commandLine().getOut().println(out);
        return 0;
    }
}
