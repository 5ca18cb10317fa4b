package io.maskgate.models.cli;

import io.maskgate.models.torch.Libtorch;
import io.maskgate.models.torch.NativeTuning;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a detector by a recipe; --resume goes on after a kill.")
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--bench",
            description =
                    "Measure a step in float32 and bfloat16, channels first and last, instead; needs only --recipe.")
    private boolean bench;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        NativeTuning.apply();
        var recipe = options.recipe();
        var err = spec.commandLine().getErr();
        if (bench) {
            Libtorch.require();
            new BenchReport(spec.commandLine().getOut(), err).print(recipe, recipe.build());
            return 0;
        }
        if (!recipe.distillation().teachers().isEmpty()) {
            throw new IllegalArgumentException(options.recipeFile()
                    + ": distillation.teachers: expected none for train, found "
                    + recipe.distillation().teachers().size() + "; use maskgate distill");
        }
        TrainingRun.of(options, recipe, err);
        return 0;
    }
}
