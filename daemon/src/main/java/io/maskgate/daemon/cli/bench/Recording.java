package io.maskgate.daemon.cli.bench;

import io.maskgate.daemon.bench.Ledger;
import io.maskgate.daemon.cli.CommandException;
import io.maskgate.hw.host.MaskgateHome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --record FILE} of the measurements. */
final class Recording {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "Append date, commit, machine and the result to this Markdown table.")
    private @Nullable Path file;

    /** Does nothing where no file was named. */
    void keep(String result) {
        Path target = file;
        if (target == null) {
            return;
        }
        var home = MaskgateHome.find().map(MaskgateHome::folder);
        var origin = new Ledger.Origin(Instant.now(), Ledger.commit(home), Printed.machineText());
        try {
            new Ledger(target).append(origin, command(), result);
        } catch (IOException e) {
            throw CommandException.usage("--record: " + target + " cannot be written: " + e.getMessage());
        }
    }

    /** As it was typed, without the recording itself. */
    private String command() {
        var typed = spec.commandLine().getParseResult().originalArgs();
        var line = new StringBuilder("./maskgate bench ").append(spec.name());
        boolean skip = false;
        for (String word : typed) {
            if (skip) {
                skip = false;
            } else if (word.equals("--record")) {
                skip = true;
            } else if (!word.equals(spec.name()) && !word.equals("bench")) {
                line.append(' ').append(word);
            }
        }
        return line.toString();
    }
}
