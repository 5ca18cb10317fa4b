package io.maskgate.models.cli;

import io.maskgate.models.pipeline.Commands;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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
            SynthCommand.class,
            ModelsCommand.class,
            DataCommand.class,
            PruneCommand.class,
            WidenCommand.class,
            RefineCommand.class,
            PipelineCommand.class,
            AdaptCommand.class
        },
        description = "Model commands of Maskgate.")
public final class ModelsMain implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ModelsMain() {}

    /** The whole command line, ready to execute; it never exits the process. */
    static CommandLine line() {
        return new CommandLine(new ModelsMain())
                .registerConverter(InputSize.class, new InputSize.Converter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Failures::handle);
    }

    /** Commands within this process, as a pipeline uses them; everything but their results goes to {@code err}. */
    static Commands commands(PrintWriter err) {
        return (words, out) -> line().setOut(out).setErr(err).execute(words.toArray(String[]::new));
    }

    public static void main(String[] args) {
        var line = line();
        int code;
        try (var _ = SignalledEnd.of(line.getErr(), args)) {
            code = run(line, System.out, args);
        }
        System.exit(code);
    }

    /**
     * The exit code; there is none of success for results that nobody got.
     *
     * @param out what the line's results go to; it swallows its faults
     */
    static int run(CommandLine line, PrintStream out, String... args) {
        int code = line.execute(args);
        if (code != ExitCode.OK || !out.checkError()) {
            return code;
        }
        line.getErr()
                .println("standard output: expected it to take every result, found it full or closed; what came out is"
                        + " not complete: make room, or keep its reader, and run this again");
        line.getErr().flush();
        return ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, found none");
    }
}
