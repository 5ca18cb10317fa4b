package io.maskgate.daemon.cli.bench;

import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.CommandException;
import io.maskgate.daemon.cli.Version;
import io.maskgate.daemon.config.Durations;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench pipeline|decode|detect}. */
@Command(
        name = "bench",
        description = "Measures this program on this machine.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private BenchCommand() {}

    public static CommandLine line(Cli cli) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new PipelineCommand(cli))
                .addSubcommand(new DecodeCommand(cli))
                .addSubcommand(new DetectCommand(cli))
                .addSubcommand(new ServeCommand(cli));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected pipeline, decode or detect, found none");
    }

    static Duration time(String option, String text) {
        return Durations.of(text)
                .filter(Duration::isPositive)
                .orElseThrow(() -> CommandException.usage(option + ": expected a time such as 20s, found " + text));
    }

    static int atLeast(int least, String option, int value) {
        if (value < least) {
            throw CommandException.usage(option + ": expected at least " + least + ", found " + value);
        }
        return value;
    }
}
