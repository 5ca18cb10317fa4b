package io.maskgate.models.cli;

import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.calibrate.CalibrationError;
import io.maskgate.models.calibrate.ScoreCalibration;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.evaluate.Evaluation;
import io.maskgate.models.evaluate.EvaluationResult;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.files.Folders;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate calibrate}. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the scores probabilities: of detections with score 0.8, eight in ten are right.",
            "Fits a line through each class's logits on the pictures given, and folds it into the weights."
        })
final class CalibrateCommand implements Callable<Integer> {
    /** What the tracker looks at. */
    private static final double LEAST = 0.1;

    @Option(names = "--checkpoint", required = true, paramLabel = "FILE", description = "A run's best.safetensors.")
    private Path checkpoint = Path.of("");

    @Option(names = "--recipe", required = true, description = "The run's recipe: the input size is taken from it.")
    private Path recipe = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Data set folder.")
    private Path data = Path.of("");

    @Option(names = "--add", paramLabel = "DIR", description = "Further folders whose part of that name counts too.")
    private List<Path> more = List.of();

    @Option(names = "--split", defaultValue = "val", description = "Part of the data set; default ${DEFAULT-VALUE}.")
    private String split = "val";

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The weights, as .safetensors.")
    private Path out = Path.of("");

    @Option(
            names = "--if-possible",
            description = "Where the pictures are too few to tell, write the weights as they are, and say so.")
    private boolean ifPossible;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        WeightsFiles.requireOther(out, List.of(checkpoint));
        Folders.probe(out.toAbsolutePath().getParent());
        var weights = Safetensors.read(checkpoint);
        requireAsTrained(weights);
        var result = judged(weights);
        result.unreadable().forEach(spec.commandLine().getErr()::println);
        Map<MaskLabel, ScoreCalibration> lines;
        try {
            lines = lines(result);
        } catch (IllegalArgumentException e) {
            if (!ifPossible) {
                throw e;
            }
            spec.commandLine().getOut().println("not calibrated: " + e.getMessage());
            weights.write(out);
            return 0;
        }
        var calibrated = more.isEmpty() && split.equals("val")
                ? CalibratedWeights.of(weights, lines)
                : CalibratedWeights.of(
                        weights,
                        lines,
                        "on %s of %s, %d pictures"
                                .formatted(
                                        split,
                                        more.isEmpty() ? "the data set" : 1 + more.size() + " data sets",
                                        result.report().pictures()));
        calibrated.write(out);
        lines.forEach((label, line) -> {
            var outcomes = Objects.requireNonNull(result.outcomes().get(label));
            spec.commandLine()
                    .getOut()
                    .println(line(
                            label,
                            line,
                            CalibrationError.of(outcomes, score -> score, LEAST),
                            CalibrationError.of(outcomes, line::apply, LEAST)));
        });
        return 0;
    }

    static String line(MaskLabel label, ScoreCalibration line, double before, double after) {
        return String.format(
                Locale.ROOT,
                "%s: logit * %.4f %+.4f, calibration error %.4f before, %.4f after",
                label.text(),
                line.slope(),
                line.offset(),
                before,
                after);
    }

    /** Before thousands of pictures are judged. */
    private void requireAsTrained(Safetensors weights) {
        try {
            CalibratedWeights.requireAsTrained(weights);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    checkpoint + ": " + e.getMessage() + "; give the run's best.safetensors", e);
        }
    }

    private static Map<MaskLabel, ScoreCalibration> lines(EvaluationResult result) {
        var lines = new EnumMap<MaskLabel, ScoreCalibration>(MaskLabel.class);
        result.outcomes().forEach((label, outcomes) -> {
            try {
                lines.put(label, ScoreCalibration.fit(outcomes));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(label.text() + ": " + e.getMessage(), e);
            }
        });
        return lines;
    }

    /** By the detector the gateway uses, so that what NMS takes away is no longer there. */
    private EvaluationResult judged(Safetensors weights) throws IOException {
        var read = Recipe.read(recipe);
        var network = Architectures.of(weights);
        read.requireNetwork(recipe, network);
        var size = read.evaluation();
        var pictures = FaceDataset.read(data, split);
        for (var folder : more) {
            pictures = pictures.plus(FaceDataset.read(folder, split));
        }
        var err = spec.commandLine().getErr();
        pictures.problems().forEach(err::println);
        var folder = Files.createTempDirectory("maskgate-calibrate");
        var onnx = folder.resolve(Precision.FP32.fileName());
        try (var progress = LongWork.of("judged", pictures.size(), err)) {
            new OnnxExporter("calibration", size.width(), size.height())
                    .write(network, weights.values(), Sha256.of(checkpoint), onnx);
            return new Evaluation(onnx, 1).run(pictures, split, progress::done);
        } finally {
            Files.deleteIfExists(onnx);
            Files.deleteIfExists(folder);
        }
    }
}
