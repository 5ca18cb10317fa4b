package io.maskgate.models.cli;

import io.maskgate.models.widths.Narrowing;
import io.maskgate.models.widths.Pruning;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    @Mixin
    private WeightsFiles files = new WeightsFiles();

    @ArgGroup(multiplicity = "1")
    private Much much = new Much();

    /** How much goes: a share of all channels, or down to widths that are named. */
    private static final class Much {
        @Option(names = "--ratio", paramLabel = "R", description = "Share of the channels, 0 to below 1.")
        private double ratio;

        @Option(
                names = "--to",
                paramLabel = "ARCHITECTURE",
                description =
                        "The network of the widths wanted, lightmask-w... or lightmask-fine-w... with all of them.")
        private @Nullable String to;
    }

    @Option(
            names = "--multiple",
            paramLabel = "N",
            description = "With --ratio: maps keep a multiple of this, as engines compute it anyway; default 8.")
    private @Nullable Integer multiple;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (much.to == null) {
            return files.rework(new Pruning(much.ratio, multiple == null ? 8 : multiple)::of);
        }
        if (multiple != null) {
            throw new ParameterException(spec.commandLine(), "--multiple: expected with --ratio, found with --to");
        }
        return files.rework(Narrowing.to(much.to)::of);
    }
}
