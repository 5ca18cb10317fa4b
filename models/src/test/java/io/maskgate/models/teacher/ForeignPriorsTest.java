package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.Box;
import io.maskgate.models.data.SoftFace;
import io.maskgate.models.fixtures.TestPictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An input of 100 x 60 has 4 x 2 cells at stride 32. */
class ForeignPriorsTest {
    @TempDir
    private Path folder;

    private Box prior(int row, String priors) throws IOException {
        var file = Files.writeString(folder.resolve("a.yaml"), """
                input: {name: i, width: 100, height: 60, fit: stretch}
                boxes: {name: b, form: centre, unit: pixel, decode: ssd, strides: [32], priors: {%s}}
                scores: {name: s, facemask: 0, noFacemask: 1}
                """.formatted(priors));
        var adapter = Adapter.read(file);
        return new ForeignPriors(adapter.input(), adapter.boxes()).box(row, 0, 0, 0, 0);
    }

    @Test
    void cellsAreAsLargeAsTheStrideOrShareTheInput() throws IOException {
        assertThat(prior(7, "sizes: [[20]]")).isEqualTo(new Box(102, 38, 122, 58));
        assertThat(prior(7, "sizes: [[20]], cells: even")).isEqualTo(new Box(77.5f, 35, 97.5f, 55));
    }

    @Test
    void clippingHoldsCentresAndSizesWithinTheInput() throws IOException {
        assertThat(prior(7, "sizes: [[80]]")).isEqualTo(new Box(72, 8, 152, 88));
        assertThat(prior(7, "sizes: [[80]], clip: true")).isEqualTo(new Box(60, 18, 140, 78));
    }

    @Test
    void squaresComeFirstThenTheFirstSizeInEachRatio() throws IOException {
        String priors = "sizes: [[20, 30]], ratios: [[4, 0.25]]";
        assertThat(prior(0, priors)).isEqualTo(new Box(6, 6, 26, 26));
        assertThat(prior(1, priors)).isEqualTo(new Box(1, 1, 31, 31));
        assertThat(prior(2, priors)).isEqualTo(new Box(-4, 11, 36, 21));
        assertThat(prior(3, priors)).isEqualTo(new Box(11, -4, 21, 36));
        assertThat(prior(4, priors)).isEqualTo(new Box(38, 6, 58, 26));
    }

    /**
     * RFB-640 decodes its boxes itself, by priors that lie in the file as constants. The numbers before that, 461 and 462, made
     * outputs, decoded by the adapter of such a file: the same faces.
     */
    @Test
    void rfb640sBoxesAreThoseItDecodesItself() throws IOException {
        var photographs = TestPictures.photographs();
        var file = photographs.map(
                p -> p.resolve("../../../teachers/RFB-640-masked_face-v2.onnx").normalize());
        Assumptions.assumeTrue(file.filter(Files::exists).isPresent(), "needs the teacher beside the repository");
        var raw = Files.write(folder.resolve("raw.onnx"), withOutputs(Files.readAllBytes(file.get()), "461", "462"));
        String adapter = Files.readString(Path.of("recipes/teachers/ultra-light-raw.yaml"))
                .replace("width: 320, height: 240", "width: 640, height: 480")
                .replace("name: boxes", "name: \"462\"")
                .replace("name: scores", "name: \"461\"");
        var yaml = Files.writeString(folder.resolve("raw.yaml"), adapter);
        int faces = 0;
        try (var itself = new ForeignDetector(file.get(), Adapter.read(Path.of("recipes/teachers/rfb-640.yaml")), 1);
                var decoded = new ForeignDetector(raw, Adapter.read(yaml), 1)) {
            var pixels = TestPictures.pixels(4, 320, 240);
            var view = new byte[320 * 240 * 3];
            for (int picture = 0; picture < 4; picture++) {
                pixels.get(picture * view.length, view);
                var expected = itself.see(view, 320, 240);
                var found = decoded.see(view, 320, 240);
                assertThat(found).hasSameSizeAs(expected);
                for (int i = 0; i < found.size(); i++) {
                    assertThat(numbers(found.get(i))).containsExactly(numbers(expected.get(i)), within(0.01f));
                }
                faces += found.size();
            }
        }
        assertThat(faces).isPositive();
    }

    private static float[] numbers(SoftFace face) {
        return new float[] {face.x0(), face.y0(), face.x1(), face.y1(), 100 * face.facemask(), 100 * face.noFacemask()};
    }

    /** Messages that follow each other are one: a graph (field 7) of further outputs (12) named (1), tensors (2, 1) of float32. */
    private static byte[] withOutputs(byte[] model, String... names) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(model);
        var outputs = new ArrayList<Byte>();
        for (String name : names) {
            var named = name.getBytes(StandardCharsets.US_ASCII);
            byte[] type = {2 << 3 | 2, 4, 1 << 3 | 2, 2, 1 << 3, 1};
            byte[] head = {12 << 3 | 2, (byte) (2 + named.length + type.length), 1 << 3 | 2, (byte) named.length};
            for (byte[] part : List.of(head, named, type)) {
                for (byte each : part) {
                    outputs.add(each);
                }
            }
        }
        bytes.write(7 << 3 | 2);
        bytes.write(outputs.size());
        outputs.forEach(bytes::write);
        return bytes.toByteArray();
    }
}
