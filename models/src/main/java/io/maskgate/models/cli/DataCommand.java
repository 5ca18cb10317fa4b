package io.maskgate.models.cli;

import io.maskgate.models.data.DataCheck;
import io.maskgate.models.data.FaceDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code maskgate data}. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after data sets.")
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected check, found none");
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Names broken rows and pictures, and pictures of val that look like one of train (perceptual hash, mirror"
                        + " images included).",
                "Exit code 1 when anything was found."
            })
    int check(
            @Option(
                            names = "--data",
                            required = true,
                            paramLabel = "DIR",
                            description = "Data set folder with train/ and val/.")
                    Path data,
            @Option(names = "--add", paramLabel = "DIR", description = "Further folders with train/.") List<Path> more,
            @Option(
                            names = "--distance",
                            defaultValue = "" + DataCheck.SAME,
                            description = "Bits of 64 that may differ between pictures that count as the same; default"
                                    + " ${DEFAULT-VALUE}.")
                    int distance,
            @Option(names = "--threads", defaultValue = "2", description = "Default ${DEFAULT-VALUE}.") int threads)
            throws IOException {
        var train = FaceDataset.read(data, "train");
        for (Path folder : more == null ? List.<Path>of() : more) {
            train = train.plus(FaceDataset.read(folder, "train"));
        }
        var val = FaceDataset.read(data, "val");
        var out = spec.commandLine().getOut();
        try (var progress = LongWork.of(
                "pictures", train.size() + val.size(), spec.commandLine().getErr())) {
            var check = DataCheck.of(train, val, distance, threads, progress::done);
            check.problems().forEach(out::println);
            check.overlaps().forEach(out::println);
            out.printf(
                    "train %d pictures, val %d; %d problems; %d pictures of val look like one of train%n",
                    train.size(),
                    val.size(),
                    check.problems().size(),
                    check.overlaps().size());
            out.flush();
            return check.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
