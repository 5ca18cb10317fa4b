package io.maskgate.models.cli;

import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Of a command that makes other weights of trained ones: both files. */
final class WeightsFiles {
    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "Trained weights, .safetensors.")
    private Path weights = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The weights that come of them.")
    private Path out = Path.of("");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /**
     * Weights that are read took a training: what comes of them is not written over them.
     *
     * @throws IllegalArgumentException when it would be
     */
    static void requireOther(Path out, List<Path> read) throws IOException {
        for (var file : read) {
            if (Files.exists(out) && Files.exists(file) && Files.isSameFile(out, file)) {
                throw new IllegalArgumentException(
                        "--out: expected another file than " + file + ", which is read, found the same");
            }
        }
    }

    /** Reads, works and writes; says what both networks cost, and where the result is. */
    int rework(UnaryOperator<Safetensors> work) throws IOException {
        requireOther(out, List.of(weights));
        var before = Safetensors.read(weights);
        var after = work.apply(before);
        after.write(out);
        WidthReport.print(spec.commandLine().getErr(), before, after);
        spec.commandLine().getOut().println(out);
        return 0;
    }
}
