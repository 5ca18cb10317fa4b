package io.maskgate.daemon.cli;

import io.maskgate.daemon.logging.Logging;
import io.maskgate.daemon.logging.Redactor;
import io.maskgate.hw.host.Host;
import io.maskgate.hw.inference.tensorrt.Engines;
import java.util.logging.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code maskgate}. */
@Command(
        name = "maskgate",
        description = "Edge gateway for face-mask detection: RTSP cameras in, MQTT events out.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Model commands (they need the training libraries; each has --help):",
            "  train      Train a detector of our own.",
            "  distill    Train it with the help of larger teachers.",
            "  prune      Take the least channels out of a network.",
            "  widen      Make a network wider that computes the same, to train it on.",
            "  evaluate   Average precision and label accuracy on a data set.",
            "  export     Write a checkpoint as ONNX files with a card.",
            "  average    Mean of several weights of one network.",
            "  calibrate  Make the scores probabilities.",
            "  quantize   Make fp16.onnx and int8.onnx, gated by accuracy.",
            "  pipeline   From the data to a model of the zoo, in one command.",
            "  adapt      Fine-tune a model on an owner's own pictures.",
            "  refine     Give a network a finer level, for small faces in small inputs.",
            "  data       Check a data set, or have a model label pictures for one.",
            "  models     compare: students side by side; fit: the largest within a budget;",
            "             import: weights of the original DAMO-YOLO.",
            "  synth      Draw synthetic scenes with exact ground truth.",
            "",
            "Of a checkout alone:",
            "  test       Run the whole test suite.",
            "  package    Make the .deb and the tar.gz for amd64 and arm64.",
            "",
            "Exit codes: 0 ok, 1 failed, 2 wrong usage or configuration."
        })
public final class Maskgate implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        Engines.makeRoom();
        var cli = Cli.system();
        PhysicalBytes.lower(Host.read(), cli.environment().getOrDefault("MASKGATE_JAVA_OPTS", ""));
        // Until a command sets its own: what libraries have to say is redacted from the first line on.
        try (var _ = Logging.start(cli.err(), cli.environment(), new Redactor(), Level.WARNING)) {
            System.exit(run(cli, args));
        }
    }

    /** The exit code; there is none of success for results that nobody got. */
    static int run(Cli cli, String... args) {
        int code = line(cli).execute(args);
        if (code != ExitCode.OK || !cli.out().checkError()) {
            return code;
        }
        var lost = CommandException.unwritten();
        cli.err().println("maskgate: " + lost.getMessage());
        return lost.exitCode();
    }

    /** The whole command line, ready to execute; it never exits the process. */
    public static CommandLine line(Cli cli) {
        var line = new CommandLine(new Maskgate());
        Commands.all(cli).forEach(line::addSubcommand);
        return line.setOut(cli.outWriter())
                .setErr(cli.errWriter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, _) -> Failures.badUsage(e, cli::complain))
                .setExecutionExceptionHandler((e, failed, _) -> Failures.failed(e, failed, cli::complain));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command, found none");
    }
}
