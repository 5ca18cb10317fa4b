package io.maskgate.models.cli;

import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maskgate export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a trained network as fp32.onnx of the detector contract.")
final class ExportCommand implements Callable<Integer> {
    @Option(names = "--checkpoint", required = true, description = "Weights of a run: best.safetensors.")
    private Path checkpoint = Path.of("");

    @Option(names = "--out", required = true, description = "Folder for fp32.onnx.")
    private Path out = Path.of("");

    @Option(names = "--name", required = true, description = "The model's name, as events carry it.")
    private String name = "";

    @Option(names = "--width", required = true, description = "Input width in pixels, a multiple of 32.")
    private int width;

    @Option(names = "--height", required = true, description = "Input height in pixels, a multiple of 32.")
    private int height;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        var file = export();
        PrintWriter results = spec.commandLine().getOut();
        results.println(file);
        return 0;
    }

    /** The file, which has been loaded once by the engine that will run it. */
    private Path export() throws IOException {
        var exporter = new OnnxExporter(name, width, height);
        var weights = Safetensors.read(checkpoint);
        var network = Architectures.named(weights.metadata().getOrDefault("architecture", ""));
        var file = out.resolve(Precision.FP32.fileName());
        exporter.write(network, weights.values(), Sha256.of(checkpoint), file);
        try (var detector = OnnxDetector.open(file, InferenceOptions.defaults().withMaxBatch(2))) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%s: %s, %d anchors%n",
                            detector.model().tag(),
                            network.architecture(),
                            detector.model().anchors());
        }
        return file;
    }
}
