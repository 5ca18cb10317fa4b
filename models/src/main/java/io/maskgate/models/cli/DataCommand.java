package io.maskgate.models.cli;

import io.maskgate.hw.host.MaskgateHome;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.models.adapt.OwnPictures;
import io.maskgate.models.adapt.PseudoLabels;
import io.maskgate.models.data.DataCheck;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.files.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
        throw new ParameterException(spec.commandLine(), "expected check or label, found none");
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
            @Option(names = "--judge", paramLabel = "DIR", description = "Further folders with val/.")
                    List<Path> judging,
            @Option(
                            names = "--distance",
                            defaultValue = "" + DataCheck.SAME,
                            description = "Bits of 64 that may differ between pictures that count as the same; default"
                                    + " ${DEFAULT-VALUE}.")
                    int distance,
            @Option(names = "--threads", defaultValue = "2", description = "Default ${DEFAULT-VALUE}.") int threads)
            throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads: expected 1 or more, found " + threads);
        }
        var train = FaceDataset.read(data, "train");
        for (Path folder : more == null ? List.<Path>of() : more) {
            train = train.plus(FaceDataset.read(folder, "train"));
        }
        var val = FaceDataset.read(data, "val");
        for (Path folder : judging == null ? List.<Path>of() : judging) {
            val = val.plus(FaceDataset.read(folder, "val"));
        }
        var out = spec.commandLine().getOut();
        try (var progress = LongWork.of(
                "pictures", train.size() + val.size(), spec.commandLine().getErr())) {
            var check = DataCheck.of(train, val, distance, threads, progress::done);
            check.problems().forEach(out::println);
            check.overlaps().forEach(out::println);
            out.printf(
                    Locale.ROOT,
                    "train %d pictures, val %d; %d problems; %d pictures of val look like one of train%n",
                    train.size(),
                    val.size(),
                    check.problems().size(),
                    check.overlaps().size());
            out.flush();
            return check.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    @Command(
            name = "label",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a data set with train/ and val/ of a folder of pictures. Labels that are there are kept; pictures"
                        + " without are labelled by a model where it is sure of every face.",
                "Val is made of the pictures with labels of their own first, the last by name; others come in only where"
                        + " these are fewer than " + OwnPictures.ENOUGH + "."
            })
    int label(
            @Option(
                            names = "--model",
                            required = true,
                            paramLabel = "NAME|DIR|FILE.onnx",
                            description = "Who labels: a large model is a better teacher.")
                    String model,
            @Option(names = "--pictures", required = true, paramLabel = "DIR", description = "Folder of pictures.")
                    Path pictures,
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "The data set's folder.")
                    Path out,
            @Option(
                            names = "--sure",
                            defaultValue = "0.7",
                            description = "Least score of a label; default ${DEFAULT-VALUE}.")
                    float sure,
            @Option(
                            names = "--unsure",
                            defaultValue = "0.2",
                            description = "A face of a score between this and --sure: the picture is left out; default"
                                    + " ${DEFAULT-VALUE}.")
                    float unsure,
            @Option(
                            names = "--val",
                            defaultValue = "0.25",
                            description = "Share of the pictures for val; default ${DEFAULT-VALUE}.")
                    double val)
            throws IOException {
        var zoo =
                new ModelZoo(MaskgateHome.find().map(MaskgateHome::zoo).stream().toList());
        var own = new OwnPictures(pictures, val);
        Folders.probe(out);
        try (var labels = PseudoLabels.open(zoo.resolve(model).onnx(), sure, unsure);
                var progress = new StepProgress(spec.commandLine().getErr())) {
            var summary = own.write(out, labels, progress::step);
            summary.unreadable().forEach(spec.commandLine().getErr()::println);
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%d pictures with labels of their own, %d labelled by the model; left out: %d of which it was"
                                    + " not sure, %d without a face (summary.json names both), %d unreadable; val: %d with"
                                    + " labels of their own, %d by the model%n",
                            summary.given(),
                            summary.labelled(),
                            summary.unsure().size(),
                            summary.empty().size(),
                            summary.unreadable().size(),
                            summary.judging().given(),
                            summary.judging().labelled());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }
}
