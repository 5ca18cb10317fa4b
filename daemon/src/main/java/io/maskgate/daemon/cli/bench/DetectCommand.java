package io.maskgate.daemon.cli.bench;

import io.maskgate.daemon.bench.DetectBench;
import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.Version;
import io.maskgate.hw.inference.InferenceOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code bench detect}. */
@Command(
        name = "detect",
        description = "Detects in a full HD picture again and again and tells the time of a picture.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class)
final class DetectCommand implements Callable<Integer> {
    private final Cli cli;

    @Option(
            names = "--model",
            paramLabel = "NAME|DIR",
            description = "Name in the model zoo, a model's folder, or an .onnx file; default: the zoo's default.")
    private @Nullable String model;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of one inference; default: as the daemon.")
    private int threads;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Time of measuring each figure; default: ${DEFAULT-VALUE}.")
    private String time = "5s";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DetectCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws Exception {
        String name = model;
        var zoo = name == null ? cli.zoo().defaultModel() : cli.zoo().resolve(name);
        var options = InferenceOptions.defaults();
        if (BenchCommand.atLeast(0, "--threads", threads) > 0) {
            options = options.withThreads(threads);
        }
        var report = new DetectBench(zoo.onnx(), options, BenchCommand.time("--for", time)).run();
        cli.out().print(json ? Printed.json(report) : Printed.text(report));
        return ExitCode.OK;
    }
}
