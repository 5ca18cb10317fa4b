package io.maskgate.daemon.cli.bench;

import io.maskgate.daemon.bench.Ledger;
import io.maskgate.daemon.cli.CommandException;
import io.maskgate.hw.host.MaskgateHome;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --record FILE} of the measurements. */
final class Recording {
    private static final String OPTION = "--record";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = OPTION,
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
            new Ledger(target)
                    .append(origin, command(spec.commandLine().getParseResult().originalArgs(), spec.name()), result);
        } catch (IOException e) {
            throw CommandException.usage("--record: " + target + " cannot be written: " + e.getMessage());
        }
    }

    /** As it was typed, without the recording itself, and without secrets: the table is meant to be shown. */
    static String command(List<String> typed, String name) {
        var line = new StringBuilder("./maskgate bench ").append(name);
        boolean skip = false;
        for (String word : typed) {
            if (skip) {
                skip = false;
            } else if (word.equals(OPTION)) {
                skip = true;
            } else if (!word.startsWith(OPTION + "=") && !word.equals(name) && !word.equals("bench")) {
                line.append(' ').append(redacted(word));
            }
        }
        return line.toString();
    }

    private static String redacted(String word) {
        if (!word.contains("://")) {
            return word;
        }
        int value = word.startsWith("--") ? word.indexOf('=') + 1 : 0;
        String option = word.substring(0, value);
        try {
            return option + VideoUrl.parse(word.substring(value)).redacted();
        } catch (VideoException e) {
            return option + "***";
        }
    }
}
