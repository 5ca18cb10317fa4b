package io.maskgate.daemon.cli;

import io.maskgate.daemon.cli.bench.BenchCommand;
import io.maskgate.daemon.cli.detect.DetectCommand;
import io.maskgate.daemon.cli.doctor.DoctorCommand;
import io.maskgate.daemon.cli.engine.EngineCommand;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Every command below {@code maskgate}, in the order of the help. A new one is one line here. */
final class Commands {
    private Commands() {}

    static List<CommandLine> all(Cli cli) {
        return List.of(
                new CommandLine(new DemoCommand(cli)),
                new CommandLine(new RunCommand(cli)),
                new CommandLine(new DetectCommand(cli)),
                new CommandLine(new DoctorCommand(cli)),
                ConfigCommand.line(cli),
                BenchCommand.line(cli),
                EngineCommand.line(cli),
                ModelsCommand.line(cli),
                SamplesCommand.line(cli),
                TokenCommand.line(cli),
                completion());
    }

    /** {@code generate-completion}: what the package installs for the shell. */
    private static CommandLine completion() {
        var line = new CommandLine(new AutoComplete.GenerateCompletion());
        line.getCommandSpec().usageMessage().hidden(true);
        return line;
    }
}
