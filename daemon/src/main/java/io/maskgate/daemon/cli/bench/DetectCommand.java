package io.maskgate.daemon.cli.bench;

import io.maskgate.daemon.bench.DetectBench;
import io.maskgate.daemon.bench.DetectPlan;
import io.maskgate.daemon.cli.Cli;
import io.maskgate.daemon.cli.Version;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.Precision;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code bench detect}. */
@Command(
        name = "detect",
        description =
                "Compares precisions, threads and batch sizes on a full HD picture: time, share outside the engine, memory.",
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
            names = "--precision",
            paramLabel = "P",
            split = ",",
            description = "${COMPLETION-CANDIDATES}, separated by commas; default: all the model has.")
    private List<Precision> precisions = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            description =
                    "Threads of one inference, numbers separated by commas; default: 1 and what the daemon takes.")
    private List<Integer> threads = List.of();

    @Option(
            names = "--batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4",
            description = "Pictures at once, from 1 on; default: ${DEFAULT-VALUE}.")
    private List<Integer> batches = List.of();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Time of measuring each figure; default: ${DEFAULT-VALUE}.")
    private String time = "5s";

    @Option(names = "--no-memory", description = "Leave the memory out, which takes a quarter of a minute each.")
    private boolean timesOnly;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DetectCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws Exception {
        String name = model;
        var zoo = name == null ? cli.zoo().defaultModel() : cli.zoo().resolve(name);
        threads.forEach(count -> BenchCommand.atLeast(1, "--threads", count));
        batches.forEach(count -> BenchCommand.atLeast(1, "--batch", count));
        var plan = new DetectPlan(
                sorted(precisions.isEmpty() ? zoo.files().keySet() : precisions),
                sorted(
                        threads.isEmpty()
                                ? List.of(1, InferenceOptions.defaults().threads())
                                : threads),
                sizes(),
                !timesOnly);
        var report = new DetectBench(zoo, plan, BenchCommand.time("--for", time)).run();
        cli.out().print(json ? Printed.json(report) : Printed.text(report));
        return ExitCode.OK;
    }

    /** Each once, ascending. */
    private static <T extends Comparable<T>> List<T> sorted(Collection<T> values) {
        return List.copyOf(new TreeSet<>(values));
    }

    /** A picture alone is always measured, since its share outside the engine is told. */
    private List<Integer> sizes() {
        var sizes = new TreeSet<>(batches);
        sizes.add(1);
        return List.copyOf(sizes);
    }
}
