package io.maskgate.models.cli;

import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.pipeline.PipelineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate pipeline}. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        description = {
            "From a data set to a model of a zoo: data check, teacher, student, pruning, quantisation, evaluation, gate,"
                    + " zoo entry with card, and one HTML report.",
            "Each step is a command that is printed. --resume goes on after a kill; finished steps are not repeated.",
            "Exit code 1 when the model does not pass the gate."
        })
final class PipelineCommand implements Callable<Integer> {
    @Option(names = "--recipe", required = true, paramLabel = "FILE", description = "YAML file of the pipeline.")
    private Path recipe = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Data set folder with train/ and val/.")
    private Path data = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Run folder.")
    private Path out = Path.of("");

    @Option(names = "--resume", description = "Go on with the run in the folder, if there is one.")
    private boolean resume;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        var err = spec.commandLine().getErr();
        boolean passed =
                new PipelineRun(recipe, data, out, PictureRoom.ofJava()).run(resume, ModelsMain.commands(err), err);
        spec.commandLine().getOut().println(out.resolve("report.html"));
        return passed ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
