package io.maskgate.models.cli;

import io.maskgate.hw.host.Host;
import io.maskgate.hw.inference.CpuPrecision;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.compare.Candidate;
import io.maskgate.models.compare.Comparison;
import io.maskgate.models.compare.LatencyBench;
import io.maskgate.models.files.TemporaryFolder;
import io.maskgate.models.net.FineLightMask;
import io.maskgate.models.net.FineWidths;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.LightMaskWidths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code maskgate models fit}. */
@Command(
        name = "fit",
        mixinStandardHelpOptions = true,
        description = {
            "Measures LightMask in several widths and input sizes on this machine's CPU, with fresh weights, and proposes the"
                    + " largest whose median is within the budget.",
            "With one thread that is processor time, which other work on the machine does not swell; with several the"
                    + " time on the wall.",
            "Exit code 1 when none is."
        })
final class FitCommand implements Callable<Integer> {
    @Option(names = "--budget-ms", required = true, paramLabel = "X", description = "Milliseconds for one picture.")
    private double budget;

    @Option(
            names = "--factors",
            split = ",",
            defaultValue = "0.25,0.5,0.75,1,1.25,1.5",
            description = "Widths, times the usual ones; default ${DEFAULT-VALUE}.")
    private List<Double> factors = List.of();

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "256x160,320x192,320x320,480x288,640x384,960x544",
            description = "Input sizes in pixels, multiples of 32; default ${DEFAULT-VALUE}.")
    private List<InputSize> sizes = List.of();

    @Option(
            names = "--precision",
            description =
                    "${COMPLETION-CANDIDATES}: what is measured; default fp32. A gateway takes int8 where its processor is"
                            + " made for it.")
    private Precision precision = Precision.FP32;

    @Option(names = "--fine", description = "LightMask with levels of strides 4, 8 and 16 in place of 8, 16 and 32.")
    private boolean fine;

    @Option(names = "--threads", defaultValue = "1", description = "Of the engine; default ${DEFAULT-VALUE}.")
    private int threads = 1;

    @Option(names = "--rounds", defaultValue = "15", description = "Turns of each; default ${DEFAULT-VALUE}.")
    private int rounds = 15;

    @Option(names = "--json", description = "The measurements as JSON, without the proposal.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (!(budget > 0)) {
            throw new ParameterException(spec.commandLine(), "--budget-ms: expected a number above 0, found " + budget);
        }
        try (var folder = new TemporaryFolder("maskgate-models");
                var progress = LongWork.of("rounds", rounds, spec.commandLine().getErr())) {
            var candidates = new ArrayList<Candidate>();
            for (var size : sizes) {
                for (double factor : factors) {
                    var widths = LightMaskWidths.scaled(factor);
                    var network = fine ? new FineLightMask(FineWidths.of(widths)) : new LightMask(widths);
                    candidates.add(Candidate.fresh(network, size.width(), size.height(), precision, folder.path()));
                }
            }
            var latencies = new LatencyBench(threads, rounds)
                    .run(candidates.stream().map(Candidate::onnx).toList(), progress::done);
            var comparison = new Comparison(candidates, latencies);
            var out = spec.commandLine().getOut();
            out.print(json ? comparison.json() : comparison.text());
            // Beside JSON, not in it.
            (json ? spec.commandLine().getErr() : out).print(measured(candidates.getFirst()));
            var proposal = comparison.largestWithin(
                    budget, latency -> latency.processor().orElse(latency.engine()));
            if (!json) {
                out.print(proposal.map(FitCommand::text).orElseGet(this::nothing));
            }
            out.flush();
            return proposal.isPresent() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private String measured(Candidate candidate) {
        String measured = String.format(
                Locale.ROOT, "%nmeasured by %s, threads: %d%n", LatencyBench.engine(candidate.onnx()), threads);
        if (precision == Precision.INT8) {
            return measured
                    + "everything is in int8 that may be; a trained model that needs some of it in float takes longer\n";
        }
        return CpuPrecision.multipliesBytes(Host.read().features())
                ? measured
                        + "this processor is made for int8, which a gateway takes where it passed its check: --precision int8"
                        + " measures that\n"
                : measured;
    }

    private static String text(Candidate proposal) {
        return String.format(
                Locale.ROOT,
                "%nproposal: %d x %d, %,d parameters, %.3f GFLOPs%n"
                        + "in the recipe: network: %s, evaluation: {width: %d, height: %d, ...}%n",
                proposal.width(),
                proposal.height(),
                proposal.cost().parameters(),
                proposal.cost().gflops(),
                proposal.network().architecture(),
                proposal.width(),
                proposal.height());
    }

    private String nothing() {
        return String.format(
                Locale.ROOT, "%nnone is within %.2f ms: allow more, or try smaller --factors and --sizes%n", budget);
    }
}
