package io.maskgate.daemon.cli;

import io.maskgate.daemon.config.ConfigManual;
import io.maskgate.daemon.config.ConfigPrinter;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.ConfigSchema;
import io.maskgate.daemon.config.GatewayConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code config check|show|schema|docs}. */
@Command(
        name = "config",
        description = "Check, show and describe the configuration.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Cli cli) {
        return new CommandLine(new ConfigCommand())
                .addSubcommand(new Check(cli))
                .addSubcommand(new Show(cli))
                .addSubcommand(new Schema(cli))
                .addSubcommand(new Docs(cli));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected check, show, schema or docs, found none");
    }

    /** The configuration, or nothing after its faults went to standard error; warnings go there too. */
    static Optional<ConfigResult.Valid> read(Cli cli, Path file) {
        return told(cli, ConfigReader.read(file, cli.secrets()));
    }

    /** The same of one that was read. */
    static Optional<ConfigResult.Valid> told(Cli cli, ConfigResult result) {
        return switch (result) {
            case ConfigResult.Valid valid -> {
                valid.warnings().forEach(warning -> cli.err().println("warning: " + warning));
                yield Optional.of(valid);
            }
            case ConfigResult.Faulty(var faults) -> {
                faults.forEach(cli.err()::println);
                yield Optional.empty();
            }
        };
    }

    @Command(
            name = "check",
            description = "Say everything that is wrong with a file, with line and remedy.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    private static final class Check implements Callable<Integer> {
        private final Cli cli;

        @Parameters(paramLabel = "FILE", description = "The configuration file.")
        private Path file = Path.of("");

        Check(Cli cli) {
            this.cli = cli;
        }

        @Override
        public Integer call() {
            if (read(cli, file).isEmpty()) {
                return ExitCode.USAGE;
            }
            cli.out().println(file + ": ok");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "show",
            description = "Print what is in effect: the file with all defaults, secrets masked.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    private static final class Show implements Callable<Integer> {
        private final Cli cli;

        @Parameters(paramLabel = "FILE", description = "The configuration file.")
        private Path file = Path.of("");

        Show(Cli cli) {
            this.cli = cli;
        }

        @Override
        public Integer call() {
            Optional<GatewayConfig> config = read(cli, file).map(ConfigResult.Valid::config);
            config.ifPresent(value -> cli.out().print(ConfigPrinter.yaml(value)));
            return config.isPresent() ? ExitCode.OK : ExitCode.USAGE;
        }
    }

    @Command(
            name = "schema",
            description = "Print the JSON Schema of the configuration.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    private static final class Schema implements Runnable {
        private final Cli cli;

        Schema(Cli cli) {
            this.cli = cli;
        }

        @Override
        public void run() {
            cli.out().print(ConfigSchema.json());
        }
    }

    @Command(
            name = "docs",
            description = "Print every key with default, range and meaning, as Markdown.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    private static final class Docs implements Runnable {
        private final Cli cli;

        Docs(Cli cli) {
            this.cli = cli;
        }

        @Override
        public void run() {
            cli.out().print(ConfigManual.markdown());
        }
    }
}
