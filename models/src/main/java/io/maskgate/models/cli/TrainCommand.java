package io.maskgate.models.cli;

import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.PixelStore;
import io.maskgate.models.data.TrainingLoader;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.Network;
import io.maskgate.models.torch.NativeTuning;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.train.Trainer;
import io.maskgate.models.train.Validation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code maskgate train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a detector by a recipe; --resume goes on after a kill.")
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", description = "Data set folder with train/ and val/.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--add",
            paramLabel = "DIR",
            description = "Further folders with train/, such as those of maskgate synth stills.")
    private List<Path> more = List.of();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Stop after this epoch of the recipe; --resume goes on from there.")
    private int epochs = Integer.MAX_VALUE;

    @Option(names = "--recipe", required = true, paramLabel = "FILE", description = "YAML file.")
    private Path recipeFile = Path.of("");

    @Option(names = "--out", paramLabel = "DIR", description = "Run folder.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--resume", description = "Go on from the run folder's checkpoint, if there is one.")
    private boolean resume;

    @Option(
            names = "--bench",
            description =
                    "Measure a step in float32 and bfloat16, channels first and last, instead; needs only --recipe.")
    private boolean bench;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description = "Architecture, for instance mobilenetv3-small-n64; default that of the recipe's start"
                    + " weights, or lightmask-n with the recipe's neck.")
    private Optional<String> network = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        NativeTuning.apply();
        var recipe = Recipe.read(recipeFile);
        var err = spec.commandLine().getErr();
        var network = Students.of(recipe, this.network);
        if (bench) {
            new BenchReport(spec.commandLine().getOut(), err).print(recipe, network);
        } else {
            train(recipe, network, needed("--data", data), needed("--out", out), err);
        }
        return 0;
    }

    private Path needed(String option, Optional<Path> value) {
        return value.orElseThrow(
                () -> new ParameterException(spec.commandLine(), "expected the option " + option + ", found none"));
    }

    private void train(Recipe recipe, Network network, Path root, Path run, PrintWriter err) throws IOException {
        var evaluation = recipe.evaluation();
        var cost = Cost.of(network, evaluation.width(), evaluation.height());
        err.printf(
                "%s: %,d parameters (%.2f MB in float32), %.3f GFLOPs at %d x %d%n",
                network.architecture(),
                cost.parameters(),
                cost.parameters() * 4 / 1e6,
                cost.gflops(),
                evaluation.width(),
                evaluation.height());
        var dataset = FaceDataset.read(root, "train");
        for (Path folder : more) {
            dataset = dataset.plus(FaceDataset.read(folder, "train"));
        }
        var train = pictures(dataset, recipe, err);
        var val = pictures(FaceDataset.read(root, "val"), recipe, err);
        err.printf("%d train and %d val pictures in memory%n", train.size(), val.size());
        err.flush();
        var loader = new TrainingLoader(
                train.dataset(), train, recipe.phase(0).augment(), recipe.batch(), recipe.seed(), recipe.workers());
        var validation = new Validation(val, evaluation.width(), evaluation.height());
        try (var progress = new TrainingProgress(err);
                var trainer = new Trainer(recipe, network, loader, validation, run, progress)) {
            trainer.run(resume, epochs);
            keepRecipe(run);
        }
    }

    /** Beside what it made, as it was read, comments included. */
    private void keepRecipe(Path run) throws IOException {
        AtomicFile.write(run.resolve("recipe.yaml"), Files.readString(recipeFile));
    }

    private static PixelStore pictures(FaceDataset dataset, Recipe recipe, PrintWriter err) {
        var store = PixelStore.decode(dataset, recipe.threads());
        store.dataset().problems().forEach(err::println);
        return store;
    }
}
