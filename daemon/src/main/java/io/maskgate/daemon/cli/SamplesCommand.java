package io.maskgate.daemon.cli;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.samples.SampleExport;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code samples export}. */
@Command(
        name = "samples",
        description = "Pictures a gateway has stored, in privacy.mode pictures.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SamplesCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Cli cli) {
        return new CommandLine(new SamplesCommand()).addSubcommand(new Export(cli));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected export, found none");
    }

    @Command(
            name = "export",
            description = {
                "Writes stored samples as a data set that maskgate train and maskgate adapt read:",
                "train/ and val/ with the label the whole track gave each face, and unlabelled/."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    private static final class Export implements Callable<Integer> {
        private final Cli cli;

        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "The gateway's configuration: where pictures are, and their key; no other secret.")
        private Path config = Path.of("");

        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to; must not exist.")
        private Path out = Path.of("");

        @Option(
                names = "--val",
                paramLabel = "SHARE",
                defaultValue = "0.2",
                description = "Share that goes to val, the latest tracks; ${DEFAULT-VALUE} when absent.")
        private double val = 0.2;

        @Option(names = "--events", description = "Snapshots of events too, in events/.")
        private boolean events;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Export(Cli cli) {
            this.cli = cli;
        }

        @Override
        public Integer call() {
            if (!(val >= 0 && val < 1)) {
                throw new ParameterException(spec.commandLine(), "--val: expected 0 to below 1, found " + val);
            }
            var valid = ConfigCommand.told(cli, ConfigReader.readFor(Set.of("pictures.key"), config, cli.secrets()));
            if (valid.isEmpty()) {
                return ExitCode.USAGE;
            }
            try {
                var done = SampleExport.write(valid.get().config(), out.toAbsolutePath(), val, events);
                done.unreadable().forEach(why -> cli.err().println("left out: " + why));
                cli.out()
                        .printf(
                                "%d pictures in train, %d in val, %d unlabelled, %d of events, %d left out; %s%n",
                                done.train(),
                                done.val(),
                                done.unlabelled(),
                                done.events(),
                                done.unreadable().size(),
                                out);
                return ExitCode.OK;
            } catch (AccessDeniedException e) {
                cli.err()
                        .println("samples export: this user may not use " + e.getFile()
                                + "; run it as root, or as the service's user");
                return ExitCode.SOFTWARE;
            } catch (IllegalArgumentException | IOException e) {
                cli.err().println("samples export: " + told(e));
                return ExitCode.SOFTWARE;
            }
        }

        /** Of a file system's exception without a reason the message is the file alone. */
        private static String told(Exception e) {
            return e instanceof FileSystemException failed && failed.getReason() == null
                    ? failed.getClass().getSimpleName() + ": " + failed.getMessage()
                    : String.valueOf(e.getMessage());
        }
    }
}
