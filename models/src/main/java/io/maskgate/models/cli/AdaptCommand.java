package io.maskgate.models.cli;

import io.maskgate.hw.host.MaskgateHome;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.pipeline.AdaptRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate adapt}. */
@Command(
        name = "adapt",
        mixinStandardHelpOptions = true,
        description = {
            "Fine-tunes a model on an owner's own pictures, labelled or not, beside the data it was made from.",
            "The adapted model must be better on the own val and about as good on the old one, else exit code 1.",
            "--resume goes on after a kill; finished steps are not repeated."
        })
final class AdaptCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME|DIR",
            description = "A model of the zoo, or its folder, with weights.safetensors.")
    private String model = "";

    @Option(
            names = "--pictures",
            required = true,
            paramLabel = "DIR",
            description = "Pictures, with labels beside them or without; or a data set with train/ and val/.")
    private Path pictures = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data set the model was made from, which it must not forget.")
    private Path data = Path.of("");

    @Option(names = "--recipe", required = true, paramLabel = "FILE", description = "YAML file of the adaptation.")
    private Path recipe = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Run folder.")
    private Path out = Path.of("");

    @Option(names = "--resume", description = "Go on with the run in the folder, if there is one.")
    private boolean resume;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        var zoo =
                new ModelZoo(MaskgateHome.find().map(MaskgateHome::zoo).stream().toList());
        var err = spec.commandLine().getErr();
        boolean passed = new AdaptRun(recipe, zoo, zoo.resolve(model), pictures, data, out, PictureRoom.ofJava())
                .run(resume, ModelsMain.commands(err), err);
        spec.commandLine().getOut().println(out.resolve("report.html"));
        return passed ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
