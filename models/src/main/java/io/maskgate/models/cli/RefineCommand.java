package io.maskgate.models.cli;

import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.widths.Refining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate refine}. */
@Command(
        name = "refine",
        mixinStandardHelpOptions = true,
        description = {
            "Gives a LightMask a level of stride 4 in place of that of 32, for small inputs with small faces.",
            "The result is to be trained further: train with start: FILE and network: its architecture in the recipe."
        })
final class RefineCommand implements Callable<Integer> {
    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "Trained weights, .safetensors.")
    private Path weights = Path.of("");

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of what the new level begins with; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "What a training begins with.")
    private Path out = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        var plain = Safetensors.read(weights);
        var fine = new Refining(seed).of(plain);
        fine.write(out);
        WidthReport.print(spec.commandLine().getErr(), plain, fine);
        spec.commandLine().getOut().println(out);
        return 0;
    }
}
