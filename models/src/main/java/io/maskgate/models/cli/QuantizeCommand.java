package io.maskgate.models.cli;

import io.maskgate.hw.host.Host;
import io.maskgate.hw.host.MaskgateHome;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.hw.inference.ZooModel;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.files.Folders;
import io.maskgate.models.files.TemporaryFolder;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.quantise.Quantised;
import io.maskgate.models.quantise.Quantiser;
import io.maskgate.models.quantise.RangeMethod;
import io.maskgate.models.quantise.Settings;
import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.zoo.QuantisedEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate quantize}. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        description = {
            "Makes fp16.onnx and int8.onnx of a model from its weights, judges them, and brings its card up to date.",
            "Nothing is written when mAP50 falls by more than --most-loss."
        })
final class QuantizeCommand implements Callable<Integer> {
    private static final String WEIGHTS = "weights.safetensors";

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME|DIR",
            description = "A model of the zoo or a model folder, with " + WEIGHTS + " and fp32.onnx.")
    private String model = "";

    @Option(
            names = "--calibration",
            required = true,
            paramLabel = "DIR",
            description = "Pictures to measure ranges on; of a data set those of train.")
    private Path calibration = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Data set whose --split tells what the precisions are worth; default: the one of --calibration.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--split", defaultValue = "val", description = "Part of the data set; default ${DEFAULT-VALUE}.")
    private String split = "val";

    @Option(names = "--samples", defaultValue = "100", description = "Calibration pictures; default ${DEFAULT-VALUE}.")
    private int samples = 100;

    @Option(
            names = "--ranges",
            description = "${COMPLETION-CANDIDATES}: where activations saturate; default: of those that pass, as a rule"
                    + " what changes the answers on calibration pictures least.")
    private Optional<RangeMethod> ranges = Optional.empty();

    @Option(
            names = "--most-loss",
            defaultValue = "0.5",
            paramLabel = "POINTS",
            description = "How much mAP50 may fall, in hundredths; default ${DEFAULT-VALUE}.")
    private double mostLoss = 100 * Settings.MOST_LOSS;

    @Option(names = "--accept-loss", description = "Write the files even so; the card says that they did not pass.")
    private boolean acceptLoss;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        var settings = new Settings(samples, ranges, mostLoss / 100, acceptLoss);
        var home = MaskgateHome.find();
        var found = new ModelZoo(home.map(at -> List.of(at.zoo())).orElse(List.of())).resolve(model);
        var entry = QuantisedEntry.of(found.dir(), found.name());
        var quantiser = quantiser(found);
        var judged = FaceDataset.read(data.orElse(calibration), split);
        Folders.prepare(found.dir());
        var err = spec.commandLine().getErr();
        judged.problems().forEach(err::println);
        var features = Host.read().features();
        QuantizeReport.caution(features).ifPresent(err::println);
        try (var work = new TemporaryFolder("maskgate-quantize")) {
            Quantised quantised;
            try (var progress = new StepProgress(err)) {
                quantised = quantiser.run(
                        found.onnx(Precision.FP32), calibration, judged, split, settings, work.path(), progress);
            }
            var out = spec.commandLine().getOut();
            out.print(QuantizeReport.of(found.name(), quantised, features));
            out.flush();
            return finish(entry, quantised, work.path(), features);
        }
    }

    /** From the weights beside the ONNX files, in the size of these. */
    private static Quantiser quantiser(ZooModel found) throws IOException {
        var file = found.dir().resolve(WEIGHTS);
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    "expected the model's weights, which quantisation starts from, found nothing");
        }
        var weights = Safetensors.read(file);
        var network = Architectures.of(weights);
        var exporter = OnnxExporter.like(found.onnx(Precision.FP32));
        return new Quantiser(exporter, network, weights.values(), Sha256.of(file));
    }

    private int finish(QuantisedEntry entry, Quantised quantised, Path work, Set<String> features) throws IOException {
        var failed = List.of(Precision.FP16, Precision.INT8).stream()
                .filter(precision -> !quantised.passed(precision))
                .toList();
        var err = spec.commandLine().getErr();
        for (var precision : failed) {
            err.printf(
                    Locale.ROOT,
                    "%s: mAP50 falls by %.2f points, expected at most %.2f%n",
                    precision.fileName(),
                    -100 * quantised.difference(precision),
                    mostLoss);
        }
        if (!failed.isEmpty() && !acceptLoss) {
            err.println("nothing was written; try other --ranges, more --samples, or --accept-loss");
            err.flush();
            return ExitCode.SOFTWARE;
        }
        entry.write(quantised, work, command(entry.name()), features);
        err.flush();
        spec.commandLine().getOut().println("written to " + entry.folder());
        return ExitCode.OK;
    }

    private String command(String name) {
        var text = new StringBuilder("maskgate quantize --model " + name + " --calibration DIR");
        if (data.isPresent()) {
            text.append(" --data DATA");
        }
        if (!split.equals("val")) {
            text.append(" --split ").append(split);
        }
        text.append(" --samples ").append(samples);
        ranges.ifPresent(method -> text.append(" --ranges ").append(method.text()));
        if (mostLoss != 100 * Settings.MOST_LOSS) {
            text.append(" --most-loss ").append(mostLoss);
        }
        if (acceptLoss) {
            text.append(" --accept-loss");
        }
        return text.toString();
    }
}
