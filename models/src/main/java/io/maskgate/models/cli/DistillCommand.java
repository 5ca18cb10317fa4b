package io.maskgate.models.cli;

import io.maskgate.models.torch.NativeTuning;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code maskgate distill}. */
@Command(
        name = "distill",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a student by a recipe with teachers; --resume goes on after a kill.",
            "A teacher that has a recipe of its own is trained first, in a folder of its name within the run's."
        })
final class DistillCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        NativeTuning.apply();
        var recipe = options.recipe();
        if (recipe.distillation().teachers().isEmpty()) {
            throw new IllegalArgumentException(options.recipeFile()
                    + ": distillation.teachers: expected a teacher for distill, found none; use maskgate train");
        }
        TrainingRun.of(options, recipe, spec.commandLine().getErr());
        return 0;
    }
}
