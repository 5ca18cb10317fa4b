package io.maskgate.models.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.OnnxProbe;
import io.maskgate.models.export.QuantisationPlan.Step;
import io.maskgate.models.fixtures.TestPictures;
import io.maskgate.models.fixtures.TestWeights;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantisedExportTest {
    private static final int WIDTH = 128;
    private static final int HEIGHT = 96;
    private static final String SHA = "0123456789abcdef".repeat(4);

    private static final Step PIXEL = new Step(1, false);

    private final LightMask network = new LightMask(16);
    private final OnnxExporter exporter = new OnnxExporter("tiny", WIDTH, HEIGHT);
    private final Map<String, float[]> weights = TestWeights.randomised(network);

    @TempDir
    private Path folder;

    private Path fp32;

    @BeforeEach
    void fp32() throws IOException {
        fp32 = folder.resolve("fp32.onnx");
        exporter.write(network, weights, SHA, fp32);
    }

    @Test
    void float16AnswersAlmostAsFloat32InHalfTheSize() throws IOException {
        var fp16 = folder.resolve("fp16.onnx");
        exporter.write(network, weights, SHA, new Format.Float16(), fp16);

        assertThat(furthest(answers(fp32), answers(fp16), "scores")).isBetween(1e-7f, 0.01f);
        // Half precision cannot tell pixels beyond 128 apart by less than 1/16: boxes are worked out in float32.
        assertThat(furthest(answers(fp32), answers(fp16), "boxes")).isLessThan(0.5f);
        assertThat(Files.size(fp16)).isLessThan(Files.size(fp32) * 6 / 10);
        accepted(fp16);
    }

    @Test
    void int8WithRangesOfThisPictureAnswersNearlyAsFloat32() throws IOException {
        var int8 = folder.resolve("int8.onnx");
        var signed = folder.resolve("signed.onnx");
        var plan = plan();
        exporter.write(network, weights, SHA, new Format.Int8(plan, true), int8);
        exporter.write(network, weights, SHA, new Format.Int8(plan, false), signed);

        assertThat(furthest(answers(fp32), answers(int8), "scores")).isBetween(1e-4f, 0.2f);
        assertThat(answers(signed)).usingRecursiveComparison().isEqualTo(answers(int8));
        assertThat(Files.size(int8)).isLessThan(Files.size(fp32) / 2);
        accepted(int8);
    }

    @Test
    void theGatewaysReadingInUnsignedBytesGivesTheSameDetections() throws IOException {
        var plan = plan();
        exporter.write(network, weights, SHA, new Format.Int8(plan, true), folder.resolve("int8.onnx"));
        exporter.write(network, weights, SHA, new Format.Int8(plan, false), folder.resolve("signed.onnx"));

        // Nothing of this picture saturates, so that both readings hold the same numbers but for roundings.
        assertThat(best(folder.resolve("int8.onnx"))).isCloseTo(best(folder.resolve("signed.onnx")), within(0.05f));
    }

    /** Only where the cells of a map are noted is it doubled otherwise than the file says; no number changes by that. */
    @Test
    void theGatewayDoublesMapsAsResizeDoes() throws Exception {
        var noted = folder.resolve("int8.onnx");
        exporter.write(network, weights, SHA, new Format.Int8(plan(), true), noted);
        var content = Files.readString(noted, StandardCharsets.ISO_8859_1);
        assertThat(content).contains("cells ");
        var plain = folder.resolve("plain.onnx");
        Files.writeString(plain, content.replace("cells ", "rooms "), StandardCharsets.ISO_8859_1);

        assertThat(asTheGatewayReads(noted)).containsExactly(asTheGatewayReads(plain));
    }

    private static float[] asTheGatewayReads(Path file) throws Exception {
        try (var raw = OnnxDetector.open(file, InferenceOptions.defaults().withMaxBatch(1))
                        .raw();
                var image = picture()) {
            raw.run(List.of(image));
            var found = new float[raw.boxes().remaining() + raw.scores().remaining()];
            raw.boxes().duplicate().get(found, 0, raw.boxes().remaining());
            raw.scores()
                    .duplicate()
                    .get(found, raw.boxes().remaining(), raw.scores().remaining());
            return found;
        }
    }

    /** Of a kernel whose numbers are whole multiples of its step nothing is rounded, to the edges of the picture. */
    @Test
    void theFirstLayerAloneInEightBitsGivesTheSameNumbers() throws IOException {
        var random = new Random(5);
        float[] kernel = weights.get("stem.0.weight").clone();
        int each = 27;
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (i % each == 0 ? 127 : random.nextInt(-127, 128)) / 400f;
        }
        weights.put("stem.0.weight", kernel);
        fp32();
        var plan = new QuantisationPlan(Map.of(Operation.PICTURE, PIXEL), Set.of("stem.0"));
        var int8 = folder.resolve("int8.onnx");
        exporter.write(network, weights, SHA, new Format.Int8(plan, true), int8);

        assertThat(furthest(answers(fp32), answers(int8), "scores")).isLessThan(1e-4f);
        assertThat(furthest(answers(fp32), answers(int8), "boxes")).isLessThan(1e-2f);
        assertThat(best(int8)).isCloseTo(best(fp32), within(1e-4f));
    }

    @Test
    void theSamePlanGivesTheSameBytes() throws IOException {
        var plan = plan();
        exporter.write(network, weights, SHA, new Format.Int8(plan, true), folder.resolve("a.onnx"));
        exporter.write(network, weights, SHA, new Format.Int8(plan, true), folder.resolve("b.onnx"));
        assertThat(folder.resolve("a.onnx")).hasSameBinaryContentAs(folder.resolve("b.onnx"));
    }

    @Test
    void aStepOfNothingIsRefused() {
        assertThatThrownBy(() -> new Step(0, true)).hasMessageContaining("step of a quantisation is 0.0");
    }

    /** All that may be in eight bits, with ranges that hold every number of the test picture. */
    private QuantisationPlan plan() throws IOException {
        var probe = folder.resolve("probe.onnx");
        var operations = exporter.writeProbe(network, weights, SHA, probe);
        var most = new HashMap<String, Float>();
        run(probe, (name, values) -> {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            most.put(name, largest);
        });
        var steps = new LinkedHashMap<String, Step>();
        var layers = new LinkedHashSet<String>();
        steps.put(Operation.PICTURE, PIXEL);
        for (var operation : operations) {
            if (!operation.name().endsWith(".out") || operation.name().startsWith("spp")) {
                steps.put(operation.output(), new Step(most.get(operation.output()) / 127, operation.positive()));
                if (operation.kind() == Operation.Kind.CONVOLUTION) {
                    layers.add(operation.name());
                }
            }
        }
        return new QuantisationPlan(steps, layers);
    }

    private interface Output {
        void of(String name, float[] values);
    }

    private static void run(Path onnx, Output output) throws IOException {
        try (var probe = OnnxProbe.open(onnx, 1);
                var input = new InputPool(1, WIDTH, HEIGHT).acquire().orElseThrow()) {
            input.pixels().put(0, TestPictures.pixels(1, WIDTH, HEIGHT), 0, WIDTH * HEIGHT * 3);
            probe.run(input, (name, values) -> {
                var copy = new float[values.remaining()];
                values.get(copy);
                output.of(name, copy);
            });
        }
    }

    private static Map<String, float[]> answers(Path onnx) throws IOException {
        var answers = new LinkedHashMap<String, float[]>();
        run(onnx, answers::put);
        return answers;
    }

    private static float furthest(Map<String, float[]> a, Map<String, float[]> b, String output) {
        float[] left = a.get(output);
        float[] right = b.get(output);
        assertThat(left).hasSameSizeAs(right);
        float most = 0;
        for (int i = 0; i < left.length; i++) {
            assertThat(Float.isFinite(right[i])).isTrue();
            most = Math.max(most, Math.abs(left[i] - right[i]));
        }
        return most;
    }

    private static void accepted(Path onnx) {
        try (var detector = OnnxDetector.open(onnx, InferenceOptions.defaults().withMaxBatch(2))) {
            assertThat(detector.model().tag()).isEqualTo("tiny@01234567");
        }
    }

    /** The best detection's score. */
    private static float best(Path onnx) throws IOException {
        try (var detector = OnnxDetector.open(onnx, InferenceOptions.defaults().withMaxBatch(1));
                var input = picture()) {
            return detector.detect(List.of(input), 0).getFirst().getFirst().score();
        }
    }

    private static InputImage picture() throws IOException {
        var picture = new InputPool(1, WIDTH, HEIGHT).acquire().orElseThrow();
        picture.pixels().put(0, TestPictures.pixels(1, WIDTH, HEIGHT), 0, WIDTH * HEIGHT * 3);
        return picture;
    }
}
