package io.maskgate.daemon.cli.engine;

import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engine build}. */
@Command(
        name = "engine",
        description = "TensorRT engines.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class EngineCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static CommandLine line(Cli cli) {
        return new CommandLine(new EngineCommand()).addSubcommand(new BuildCommand(cli));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected build, found none");
    }
}
