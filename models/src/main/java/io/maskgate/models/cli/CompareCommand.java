package io.maskgate.models.cli;

import io.maskgate.hw.host.MaskgateHome;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.models.compare.Candidate;
import io.maskgate.models.compare.Comparison;
import io.maskgate.models.compare.LatencyBench;
import io.maskgate.models.files.TemporaryFolder;
import io.maskgate.models.net.Architectures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate models compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Parameters, GFLOPs, file size and time on this processor of the students, and their accuracy on val where"
                    + " trained.",
            "The zoo's models come with their own weights and size, the others with fresh weights. All take turns."
        })
final class CompareCommand implements Callable<Integer> {
    @Option(names = "--size", defaultValue = "320x320", description = "Of the untrained; default ${DEFAULT-VALUE}.")
    private InputSize size = new InputSize(320, 320);

    @Option(names = "--threads", defaultValue = "1", description = "Of the engine; default ${DEFAULT-VALUE}.")
    private int threads = 1;

    @Option(names = "--rounds", defaultValue = "30", description = "Turns of each; default ${DEFAULT-VALUE}.")
    private int rounds = 30;

    @Option(names = "--zoo", paramLabel = "DIR", description = "Folder of models; default is Maskgate's own.")
    private Optional<Path> zoo = Optional.empty();

    @Option(names = "--json", description = "The result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (var folder = new TemporaryFolder("maskgate-models");
                var progress = LongWork.of("rounds", rounds, spec.commandLine().getErr())) {
            var candidates = candidates(folder.path());
            var latencies = new LatencyBench(threads, rounds)
                    .run(candidates.stream().map(Candidate::onnx).toList(), progress::done);
            var comparison = new Comparison(candidates, latencies);
            spec.commandLine().getOut().print(json ? comparison.json() : comparison.text());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private List<Candidate> candidates(Path folder) throws IOException {
        var roots = zoo.or(() -> MaskgateHome.find().map(MaskgateHome::zoo)).stream()
                .toList();
        var candidates = new ArrayList<Candidate>();
        for (var model : new ModelZoo(roots).list().models()) {
            Candidate.of(model).ifPresent(candidates::add);
        }
        for (var student : Architectures.students()) {
            boolean trained = candidates.stream()
                    .anyMatch(other -> other.network().equals(student)
                            && other.width() == size.width()
                            && other.height() == size.height());
            if (!trained) {
                candidates.add(Candidate.fresh(student, size.width(), size.height(), folder));
            }
        }
        return candidates;
    }
}
