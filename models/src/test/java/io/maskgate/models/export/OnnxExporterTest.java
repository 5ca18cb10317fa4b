package io.maskgate.models.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.models.fixtures.TestPictures;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.loss.Predictions;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.LightMaskWidths;
import io.maskgate.models.net.Network;
import io.maskgate.models.torch.ParameterStore;
import io.maskgate.models.torch.Tensors;
import io.maskgate.models.torch.TorchBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxExporterTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 128;
    private static final String SHA = "0123456789abcdef".repeat(4);

    private final Network network = LightMask.standard();
    private final OnnxExporter exporter = new OnnxExporter("lightmask-test", WIDTH, HEIGHT);

    @TempDir
    private Path folder;

    static List<Arguments> networks() {
        var cases = new ArrayList<Arguments>();
        cases.add(Arguments.of(LightMask.standard(), 3));
        cases.add(Arguments.of(new LightMask(LightMaskWidths.scaled(0.4)), 1));
        Architectures.students().forEach(student -> cases.add(Arguments.of(student, 1)));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theExportedFileAnswersAsTheLibtorchNetworkDoes(Network student, int pictures)
            throws IOException, OrtException {
        var weights = TestWeights.randomised(student);
        var file = folder.resolve("fp32.onnx");
        exporter.write(student, weights, SHA, file);
        var pixels = TestPictures.pixels(pictures, WIDTH, HEIGHT);

        var expected = libtorch(student, weights, pixels, pictures);
        var found = engine(file, pixels, pictures);

        // A test of folding is worth something only where the network says different things of different places.
        assertThat(spread(expected.scores())).isGreaterThan(0.1f);
        assertThat(spread(expected.boxes())).isGreaterThan(WIDTH);
        assertThat(furthest(found.scores(), expected.scores())).isLessThan(1e-4f);
        // Boxes are in pixels: 1e-4 of a cell of the coarsest level.
        assertThat(furthest(found.boxes(), expected.boxes())).isLessThan(1e-4f * 32);
    }

    @Test
    void theDetectorOfTheGatewayAcceptsTheFile() throws IOException {
        var file = folder.resolve("fp32.onnx");
        exporter.write(network, TestWeights.randomised(network), SHA, file);
        try (var detector = OnnxDetector.open(file, InferenceOptions.defaults())) {
            var model = detector.model();
            assertThat(model.tag()).isEqualTo("lightmask-test@01234567");
            assertThat(model.sha()).isEqualTo(SHA);
            assertThat(model.width()).isEqualTo(WIDTH);
            assertThat(model.height()).isEqualTo(HEIGHT);
            assertThat(model.labels()).isEqualTo(MaskLabel.texts());
            // 24 x 16 cells of stride 8, 12 x 8 of 16, 6 x 4 of 32
            assertThat(model.anchors()).isEqualTo(384 + 96 + 24);
        }
    }

    /** A distribution that is beyond what exp can hold is still one: where one bin is far above all, the distance is its. */
    @Test
    void sidesThatAreSureBeyondMeasureStillGiveABox() throws IOException, OrtException {
        var weights = TestWeights.randomised(network);
        for (int level = 0; level < 3; level++) {
            var bias = new float[4 * 16];
            Arrays.fill(bias, -5000);
            for (int side = 0; side < 4; side++) {
                bias[16 * side + 1 + side] = 5000;
            }
            weights.put("head." + level + ".box.out.bias", bias);
        }
        var file = folder.resolve("fp32.onnx");
        exporter.write(network, weights, SHA, file);

        var boxes = engine(file, TestPictures.pixels(1, WIDTH, HEIGHT), 1).boxes();

        // The first cell's centre is 4, 4; one stride of 8 to the left, two up, three to the right, four down.
        assertThat(Arrays.copyOf(boxes, 4)).containsExactly(new float[] {-4, -12, 28, 36}, within(1e-3f));
    }

    @Test
    void theSameWeightsGiveTheSameBytes() throws IOException {
        var weights = TestWeights.randomised(network);
        exporter.write(network, weights, SHA, folder.resolve("a.onnx"));
        exporter.write(network, weights, SHA, folder.resolve("b.onnx"));
        assertThat(folder.resolve("a.onnx")).hasSameBinaryContentAs(folder.resolve("b.onnx"));
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aLargerInputDoesNotMakeTheFileLarger() throws IOException {
        var weights = TestWeights.randomised(network);
        exporter.write(network, weights, SHA, folder.resolve("small.onnx"));
        new OnnxExporter("lightmask-test", 896, 512).write(network, weights, SHA, folder.resolve("large.onnx"));

        // Of 9,408 anchors in place of 504 whole tables of two times four numbers would take 285 kB more.
        assertThat(Files.size(folder.resolve("large.onnx")))
                .isLessThan(Files.size(folder.resolve("small.onnx")) + 10_000);
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedByNameAndNoFileIsWritten() {
        var weights = TestWeights.randomised(network);
        weights.put("stem.0.weight", new float[3]);
        weights.remove("head.0.cls.out.bias");
        weights.put("stray", new float[1]);
        assertThatThrownBy(() -> exporter.write(network, weights, SHA, folder.resolve("fp32.onnx")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights do not fit the network: stem.0.weight: expected [16, 3, 3, 3], found 3 values; "
                        + "missing head.0.cls.out.bias; extra stray");
        assertThat(Files.exists(folder.resolve("fp32.onnx"))).isFalse();
    }

    @Test
    void anInputSizeThatTheStridesDoNotDivideIsRefused() {
        assertThatThrownBy(() -> new OnnxExporter("m", 640, 360))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input is 640x360, expected multiples of 32");
        assertThatThrownBy(() -> new OnnxExporter("a b", 640, 384)).hasMessageContaining("name is 'a b'");
    }

    private static Predictions libtorch(
            Network network, Map<String, float[]> weights, ByteBuffer pixels, int pictures) {
        try (var parameters = new ParameterStore(Cost.of(network, WIDTH, HEIGHT), 1);
                var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            parameters.load(weights);
            var backend = new TorchBackend(parameters, false, torch.ScalarType.Float);
            var image = backend.image(Tensors.bytes(pixels, pictures, HEIGHT, WIDTH, 3));
            var flat = Predictions.flatten(network.forward(backend, image));
            return Predictions.of(flat, network.anchors(WIDTH, HEIGHT), network.bins());
        }
    }

    private static Predictions engine(Path file, ByteBuffer pixels, int pictures) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions();
                var session = environment.createSession(file.toString(), options);
                var input = OnnxTensor.createTensor(
                        environment, pixels, new long[] {pictures, HEIGHT, WIDTH, 3}, OnnxJavaType.UINT8);
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

    private static float furthest(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        float most = 0;
        for (int i = 0; i < a.length; i++) {
            // Not Math.max of the difference alone, which would let a NaN pass.
            assertThat(Float.isFinite(a[i])).isTrue();
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private static float spread(float[] values) {
        float least = Float.MAX_VALUE;
        float most = -Float.MAX_VALUE;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return most - least;
    }
}
