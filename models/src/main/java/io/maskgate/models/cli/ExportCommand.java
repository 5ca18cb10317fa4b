package io.maskgate.models.cli;

import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.files.Folders;
import io.maskgate.models.files.TextFile;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.weights.Safetensors;
import io.maskgate.models.zoo.Origin;
import io.maskgate.models.zoo.ZooEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code maskgate export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a trained network as fp32.onnx of the detector contract.",
            "With --card also the zoo entry around it: weights, learning curve, card.json with metrics measured on val,"
                    + " README.md."
        })
final class ExportCommand implements Callable<Integer> {
    @Option(names = "--checkpoint", required = true, paramLabel = "FILE", description = "A run's best.safetensors.")
    private Path checkpoint = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
    private Path out = Path.of("");

    @Option(names = "--recipe", description = "The run's recipe: name and size are taken from it.")
    private Optional<Path> recipe = Optional.empty();

    @Option(names = "--name", description = "The model's name, as events carry it.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--width", description = "Input width in pixels, a multiple of 32.")
    private Optional<Integer> width = Optional.empty();

    @Option(names = "--height", description = "Input height in pixels, a multiple of 32.")
    private Optional<Integer> height = Optional.empty();

    @ArgGroup(exclusive = false)
    private @Nullable CardOptions card;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** For the zoo entry. */
    private static final class CardOptions {
        @Option(names = "--card", required = true, description = "Write the whole zoo entry; needs --recipe.")
        private boolean wanted;

        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "Data set: counted, and judged on val.")
        private Path data = Path.of("");

        @Option(
                names = "--add",
                paramLabel = "DIR",
                description = "Further folders it was trained on, as given to train: counted.")
        private List<Path> more = List.of();

        @Option(
                names = "--provenance",
                paramLabel = "FILE",
                description = "Text for the card: where the data is from and under which terms.")
        private Optional<Path> provenance = Optional.empty();

        @Option(
                names = "--remains",
                paramLabel = "FILE",
                description = "Text for the card: the kinds of mistakes that remain, one a line.")
        private Optional<Path> remains = Optional.empty();

        @Option(names = "--default", description = "The model that is taken when nobody names one.")
        private boolean isDefault;
    }

    @Override
    public Integer call() throws IOException {
        var exporter = exporter();
        var wanted = card;
        if (wanted != null) {
            entry(exporter, wanted);
        } else {
            file(exporter);
        }
        spec.commandLine().getOut().println(out.resolve(Precision.FP32.fileName()));
        return 0;
    }

    private OnnxExporter exporter() throws IOException {
        var read = recipe.isPresent() ? Optional.of(Recipe.read(recipe.get())) : Optional.<Recipe>empty();
        return new OnnxExporter(
                name.or(() -> read.map(Recipe::name)).orElseThrow(() -> missing("--name")),
                width.or(() -> read.map(r -> r.evaluation().width())).orElseThrow(() -> missing("--width")),
                height.or(() -> read.map(r -> r.evaluation().height())).orElseThrow(() -> missing("--height")));
    }

    private ParameterException missing(String option) {
        return new ParameterException(spec.commandLine(), "expected " + option + " or --recipe, found neither");
    }

    /** The file, loaded once by the engine that will run it. */
    private void file(OnnxExporter exporter) throws IOException {
        if (Files.exists(out.resolve("card.json"))) {
            throw new IllegalArgumentException(
                    "--out: expected a folder without a card, which would be of another file then," + " found "
                            + out.resolve("card.json") + "; add --card, or choose another folder");
        }
        Folders.probe(out);
        var weights = Safetensors.read(checkpoint);
        var network = Architectures.of(weights);
        var file = out.resolve(Precision.FP32.fileName());
        exporter.write(network, weights.values(), Sha256.of(checkpoint), file);
        try (var detector = OnnxDetector.open(file, InferenceOptions.defaults().withMaxBatch(2))) {
            var model = detector.model();
            spec.commandLine()
                    .getErr()
                    .printf(Locale.ROOT, "%s: %s, %d anchors%n", model.tag(), network.architecture(), model.anchors());
        }
    }

    private static List<String> lines(Path file) throws IOException {
        var lines = TextFile.read(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            throw new IOException(file + ": expected the kinds of mistakes that remain, one a line, found nothing");
        }
        return lines;
    }

    private void entry(OnnxExporter exporter, CardOptions options) throws IOException {
        var curve = checkpoint.resolveSibling("curve.csv");
        var origin = new Origin(
                checkpoint,
                recipe.orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--card: expected --recipe, which the card holds, found none")),
                Files.exists(curve) ? Optional.of(curve) : Optional.empty(),
                options.data,
                options.more,
                options.provenance.isPresent() ? TextFile.read(options.provenance.get()) : "Not stated.",
                options.remains.isPresent() ? lines(options.remains.get()) : List.of());
        var entry = new ZooEntry(out, exporter, options.isDefault);
        Folders.probe(out);
        var err = spec.commandLine().getErr();
        List<String> lacking;
        try (var progress = LongWork.of("judged", err)) {
            lacking = entry.write(origin, progress::done);
        }
        lacking.forEach(err::println);
    }
}
