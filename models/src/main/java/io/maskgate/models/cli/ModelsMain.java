package io.maskgate.models.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The model commands of {@code maskgate}: everything that needs libtorch or the data sets. */
@Command(
        name = "maskgate",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            DistillCommand.class,
            EvaluateCommand.class,
            ExportCommand.class,
            QuantizeCommand.class,
            AverageCommand.class,
            CalibrateCommand.class,
            SynthCommand.class
        },
        description = "Model commands of Maskgate.")
public final class ModelsMain implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ModelsMain() {}

    /** The whole command line, ready to execute; it never exits the process. */
    static CommandLine line() {
        return new CommandLine(new ModelsMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Failures::handle);
    }

    public static void main(String[] args) {
        System.exit(line().execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, found none");
    }
}
