package io.maskgate.models.cli;

import io.maskgate.models.damo.DamoYolo;
import io.maskgate.models.damo.OriginalWeights;
import io.maskgate.models.damo.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate models import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Checks weights of the original DAMO-YOLO against our network, tensor by tensor, and writes them as a file that"
                    + " recipes (start, teachers) and export take.",
            "The original's .pth is turned into .safetensors by a line of Python, see models/TRAINING.md."
        })
final class ImportCommand implements Callable<Integer> {
    @Option(names = "--variant", required = true, description = "${COMPLETION-CANDIDATES}.")
    private Variant variant = Variant.T;

    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "The original's .safetensors.")
    private Path weights = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Ours, .safetensors.")
    private Path out = Path.of("");

    @Option(
            names = "--fresh-head",
            description = "Draw the head anew: for weights of other classes, such as the 80 of COCO. To be trained on.")
    private boolean freshHead;

    @Option(names = "--seed", defaultValue = "1", description = "Of the drawing; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        WeightsFiles.requireOther(out, List.of(weights));
        var read = new OriginalWeights(weights, freshHead, seed).read(new DamoYolo(variant));
        read.write(out);
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%s: %s, %d tensors%n",
                        out,
                        read.metadata().get("architecture"),
                        read.tensors().size());
        return 0;
    }
}
