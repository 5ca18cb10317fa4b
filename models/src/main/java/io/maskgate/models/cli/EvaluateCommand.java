package io.maskgate.models.cli;

import io.maskgate.hw.host.MaskgateHome;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.models.curve.PrecisionRecallPicture;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.evaluate.EvaluationJson;
import io.maskgate.models.evaluate.EvaluationResult;
import io.maskgate.models.evaluate.EvaluationText;
import io.maskgate.models.metrics.Outcomes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Average precision and label accuracy of a model on a data set, run as the gateway runs it.")
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

    @Override
    public Integer call() throws IOException {
        var zoo = new ModelZoo(
                MaskgateHome.find().map(home -> List.of(home.zoo())).orElse(List.of()));
        var found = zoo.resolve(model);
        var onnx = precision.map(found::onnx).orElseGet(found::onnx);
        var err = spec.commandLine().getErr();
        var dataset = FaceDataset.read(data, split);
        dataset.problems().forEach(err::println);
        try (var progress = LongWork.of("evaluate " + found.name(), dataset.size(), err)) {
            var result = new Evaluation(onnx, threads).run(dataset, split, progress::done);
            result.unreadable().forEach(err::println);
            var out = spec.commandLine().getOut();
            out.print(json ? EvaluationJson.text(result) + "\n" : EvaluationText.of(result));
            out.flush();
            if (curves.isPresent()) {
                draw(result, curves.get());
            }
        }
        return 0;
    }

    private static void draw(EvaluationResult result, Path folder) throws IOException {
        var classes = new LinkedHashMap<String, Outcomes>();
        result.outcomes().forEach((label, outcomes) -> classes.put(label.text(), outcomes));
        var sizes = new LinkedHashMap<String, Outcomes>();
        result.outcomesBySize()
                .forEach((size, outcomes) -> sizes.put(size.name().toLowerCase(Locale.ROOT), outcomes));
        String title = result.model().name() + ", " + result.engine() + ", ";
        PrecisionRecallPicture.draw(classes, title + "by class", folder.resolve("classes.png"));
        PrecisionRecallPicture.draw(sizes, title + "faces by size", folder.resolve("sizes.png"));
    }
}
