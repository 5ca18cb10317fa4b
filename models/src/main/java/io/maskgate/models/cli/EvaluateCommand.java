package io.maskgate.models.cli;

import io.maskgate.hw.host.MaskgateHome;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.curve.Drawing;
import io.maskgate.models.curve.PrecisionRecallPicture;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.evaluate.EvaluationJson;
import io.maskgate.models.evaluate.EvaluationResult;
import io.maskgate.models.evaluate.EvaluationText;
import io.maskgate.models.evaluate.Finder;
import io.maskgate.models.files.Folders;
import io.maskgate.models.metrics.Outcomes;
import io.maskgate.models.teacher.ForeignFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code maskgate evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Average precision and label accuracy of a model on a data set, run as the gateway runs it.",
            "With --adapter, those of any ONNX detector, asked as a teacher is."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME|DIR|FILE.onnx",
            description = "A model of the zoo, a model folder, or a file.")
    private String model = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Data set folder with <split>/images, labels.")
    private Path data = Path.of("");

    @Option(
            names = "--adapter",
            paramLabel = "FILE.yaml",
            description = "How to ask a detector that is not ours; --model is then its FILE.onnx.")
    private Optional<Path> adapter = Optional.empty();

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description =
                    "With --adapter: letterbox each picture into a view of this size first, as a student sees it; by"
                            + " default the detector is asked about the whole picture.")
    private Optional<InputSize> size = Optional.empty();

    @Option(names = "--split", defaultValue = "val", description = "Part of the data set; default ${DEFAULT-VALUE}.")
    private String split = "val";

    @Option(names = "--precision", description = "${COMPLETION-CANDIDATES}; default fp32, or what there is.")
    private Optional<Precision> precision = Optional.empty();

    @Option(names = "--threads", defaultValue = "1", description = "Threads of the engine; default ${DEFAULT-VALUE}.")
    private int threads = 1;

    @Option(names = "--json", description = "The result as JSON.")
    private boolean json;

    @Option(
            names = "--curves",
            paramLabel = "DIR",
            description = "Also draw precision over recall, by class and by size, as classes.png and sizes.png.")
    private Optional<Path> curves = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Drawer drawer;

    EvaluateCommand() {
        this(PrecisionRecallPicture::draw);
    }

    EvaluateCommand(Drawer drawer) {
        this.drawer = drawer;
    }

    /** What makes a picture of precision over recall. */
    @FunctionalInterface
    interface Drawer {
        void draw(Map<String, Outcomes> lines, String title, Path png) throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        requireTogether();
        if (curves.isPresent()) {
            Folders.probe(curves.get());
        }
        var err = spec.commandLine().getErr();
        try (var finder = finder()) {
            var dataset = FaceDataset.read(data, split);
            dataset.problems().forEach(err::println);
            try (var progress = LongWork.of("evaluate " + finder.model().name(), dataset.size(), err)) {
                var result = Evaluation.judge(finder, threads, dataset, split, progress::done);
                result.unreadable().forEach(err::println);
                var out = spec.commandLine().getOut();
                out.print(json ? EvaluationJson.text(result) + "\n" : EvaluationText.of(result));
                out.flush();
                if (curves.isPresent()) {
                    draw(result, curves.get());
                }
            }
        }
        return 0;
    }

    private void requireTogether() {
        require(size.isEmpty() || adapter.isPresent(), "--size", "none without --adapter: our models have their own");
        require(
                precision.isEmpty() || adapter.isEmpty(),
                "--precision",
                "none beside --adapter: the precision is that of FILE.onnx");
        require(adapter.isEmpty() || model.endsWith(".onnx"), "--model", "FILE.onnx beside --adapter, found " + model);
        require(threads >= 1, "--threads", "1 or more, found " + threads);
    }

    private void require(boolean holds, String option, String expected) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), option + ": expected " + expected);
        }
    }

    private Finder finder() throws IOException {
        if (adapter.isPresent()) {
            var view = size.map(wanted -> new ForeignFinder.View(wanted.width(), wanted.height()));
            return ForeignFinder.open(Path.of(model), adapter.get(), view, threads);
        }
        var zoo = new ModelZoo(
                MaskgateHome.find().map(home -> List.of(home.zoo())).orElse(List.of()));
        var found = zoo.resolve(model);
        var onnx = precision.map(found::onnx).orElseGet(found::onnx);
        try {
            return Evaluation.gateway(onnx, threads);
        } catch (InferenceException e) {
            if (found.card().isPresent()) {
                throw e;
            }
            throw new InferenceException(
                    e.getMessage() + "; a detector that is not ours is asked by --adapter, see models/recipes/teachers",
                    e);
        }
    }

    private void draw(EvaluationResult result, Path folder) throws IOException {
        var classes = new LinkedHashMap<String, Outcomes>();
        result.outcomes().forEach((label, outcomes) -> classes.put(label.text(), outcomes));
        var sizes = new LinkedHashMap<String, Outcomes>();
        result.outcomesBySize()
                .forEach((size, outcomes) -> sizes.put(size.name().toLowerCase(Locale.ROOT), outcomes));
        String title = result.model().name() + ", " + result.engine() + ", ";
        draw(classes, title + "by class", folder.resolve("classes.png"));
        draw(sizes, title + "faces by size", folder.resolve("sizes.png"));
    }

    private void draw(Map<String, Outcomes> lines, String title, Path png) throws IOException {
        var lack = Drawing.tried(() -> drawer.draw(lines, title, png));
        if (lack.isPresent()) {
            // One that lies there is of another evaluation.
            Files.deleteIfExists(png);
            spec.commandLine().getErr().println(png + ": " + lack.get());
        }
    }
}
