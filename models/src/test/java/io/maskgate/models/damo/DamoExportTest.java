package io.maskgate.models.damo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.models.export.OnnxExporter;
import io.maskgate.models.fixtures.TestPictures;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Cost;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A teacher as a file of the detector contract: merged, with the picture's range and the corners as anchors inside. */
class DamoExportTest {
    private static final String SHA = "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @ParameterizedTest
    @CsvSource({"T, 320, 320", "NS, 192, 128"})
    void theDetectorsFileAnswersAsTheTrainingFormDoes(Variant variant, int width, int height)
            throws IOException, OrtException {
        var network = new DamoYolo(variant);
        var weights = Original.weights(Original.numbers("damoyolo-" + variant.text()));
        var file = folder.resolve("fp32.onnx");
        new OnnxExporter(network.architecture(), width, height).write(network, weights, SHA, file);
        var pixels = TestPictures.pixels(1, width, height);

        var expected = libtorch(network, weights, pixels, width, height);
        var found = engine(file, pixels, width, height);
        float most = 0;
        for (int i = 0; i < expected.scores().length; i++) {
            assertThat(found.scores()[i]).isFinite();
            most = Math.max(most, expected.scores()[i]);
            assertThat(Math.abs(found.scores()[i] - expected.scores()[i])).isLessThan(1e-4f);
        }
        assertThat(most).isGreaterThan(0.3f);
        for (int i = 0; i < expected.boxes().length; i++) {
            assertThat(Math.abs(found.boxes()[i] - expected.boxes()[i])).isLessThan(0.02f);
        }

        // The kernels of the merged form and little else.
        long merged = Cost.of(network.deployed(), width, height).parameters();
        assertThat(Files.size(file)).isBetween(4 * merged - 100_000, 4 * merged + 1_000_000);
        try (var detector = OnnxDetector.open(file, InferenceOptions.defaults().withMaxBatch(1))) {
            assertThat(detector.model().name()).isEqualTo(network.architecture());
            assertThat(detector.model().anchors())
                    .isEqualTo(network.anchors(width, height).count());
        }
    }

    private static Predictions libtorch(
            DamoYolo network, Map<String, float[]> weights, ByteBuffer pixels, int width, int height) {
        try (var parameters = new ParameterStore(Cost.of(network, 64, 64), 1);
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            parameters.load(weights);
            var backend = new TorchBackend(parameters, false, torch.ScalarType.Float);
            var image = backend.image(Tensors.bytes(pixels, 1, height, width, 3));
            var flat = Predictions.flatten(network.forward(backend, image));
            return Predictions.of(flat, network.anchors(width, height), network.bins());
        }
    }

    private static Predictions engine(Path file, ByteBuffer pixels, int width, int height) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions();
                var session = environment.createSession(file.toString(), options);
                var input = OnnxTensor.createTensor(
                        environment, pixels, new long[] {1, height, width, 3}, OnnxJavaType.UINT8);
                var result = session.run(Map.of("images", input))) {
            return new Predictions(floats(result, "scores"), floats(result, "boxes"));
        }
    }

    private static float[] floats(OrtSession.Result result, String name) {
        var buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
