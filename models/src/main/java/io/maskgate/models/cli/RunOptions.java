package io.maskgate.models.cli;

import io.maskgate.models.train.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code train} and {@code distill} have in common. */
final class RunOptions {
    @Option(names = "--data", paramLabel = "DIR", description = "Data set folder with train/ and val/.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--add",
            paramLabel = "DIR",
            description = "Further folders with train/, such as those of maskgate synth stills.")
    private List<Path> more = List.of();

    @Option(
            names = "--share",
            paramLabel = "S",
            description = {
                "With --add: the part of what is learnt from, between 0 and 1, that is of --data, however few pictures",
                "it has. An epoch stays as long. Without it every picture comes as often as any other."
            })
    private Optional<Double> share = Optional.empty();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Stop after this epoch of the recipe; --resume goes on from there.")
    private int epochs = Integer.MAX_VALUE;

    @Option(names = "--recipe", required = true, paramLabel = "FILE", description = "YAML file.")
    private Path recipe = Path.of("");

    @Option(names = "--seed", paramLabel = "N", description = "In place of the recipe's seed.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--out", paramLabel = "DIR", description = "Run folder.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--resume", description = "Go on from the run folder's checkpoint, if there is one.")
    private boolean resume;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    Recipe recipe() throws IOException {
        return read(recipe);
    }

    /** A recipe with the seed that is asked for. */
    Recipe read(Path file) throws IOException {
        var read = Recipe.read(file);
        return seed.isPresent() ? read.withSeed(seed.get()) : read;
    }

    Path recipeFile() {
        return recipe;
    }

    Path data() {
        return needed("--data", data);
    }

    List<Path> more() {
        return more;
    }

    /** Of the pictures of {@code --data}; 0 where none is asked for. */
    double share() {
        if (share.isEmpty()) {
            return 0;
        }
        double wanted = share.get();
        if (!(wanted > 0 && wanted < 1)) {
            throw new ParameterException(spec.commandLine(), "--share: expected above 0 and below 1, found " + wanted);
        }
        if (more.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--share: expected --add too, whose pictures are the rest, found none");
        }
        return wanted;
    }

    Path out() {
        return needed("--out", out);
    }

    int epochs() {
        if (epochs < 1) {
            throw new ParameterException(spec.commandLine(), "--epochs: expected 1 or more, found " + epochs);
        }
        return epochs;
    }

    boolean resume() {
        return resume;
    }

    private Path needed(String option, Optional<Path> value) {
        return value.orElseThrow(
                () -> new ParameterException(spec.commandLine(), "expected the option " + option + ", found none"));
    }
}
