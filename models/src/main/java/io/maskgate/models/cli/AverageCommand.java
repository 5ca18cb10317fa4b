package io.maskgate.models.cli;

import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.weights.WeightAverage;
import io.maskgate.models.zoo.Taught;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code maskgate average}. */
@Command(
        name = "average",
        mixinStandardHelpOptions = true,
        description = "Writes the mean of several weights of one network; often better than each of them.")
final class AverageCommand implements Callable<Integer> {
    @Parameters(arity = "2..*", paramLabel = "FILE", description = "Weights that came from a common training.")
    private List<Path> files = List.of();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The mean, as .safetensors.")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        WeightsFiles.requireOther(out, files);
        var weights = new ArrayList<Safetensors>();
        for (Path file : files) {
            // Of two calibrations there is no mean.
            weights.add(CalibratedWeights.asTrained(Safetensors.read(file)));
        }
        var mean = WeightAverage.of(weights);
        var metadata = new LinkedHashMap<>(mean.metadata());
        // It has learnt from the teachers of each of them.
        metadata.putAll(Taught.told(Taught.ofAny(weights)));
        new Safetensors(metadata, mean.tensors()).write(out);
        return 0;
    }
}
