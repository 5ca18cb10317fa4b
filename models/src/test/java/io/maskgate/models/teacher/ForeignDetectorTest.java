package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.models.data.SoftFace;
import io.maskgate.models.export.FixedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through ONNX Runtime: whatever a picture shows, the answers are those in the file. */
class ForeignDetectorTest {
    @TempDir
    private Path folder;

    private List<SoftFace> see(FixedAnswer model, String adapter) throws IOException {
        var onnx = folder.resolve("m.onnx");
        model.write(onnx);
        var yaml = Files.writeString(folder.resolve("m.yaml"), adapter);
        try (var detector = new ForeignDetector(onnx, Adapter.read(yaml), 1)) {
            return detector.see(new byte[32 * 32 * 3], 32, 32);
        }
    }

    @Test
    void boxesAndScoresOfOneOutput() throws IOException {
        var model = new FixedAnswer("images", false, 64)
                .floats("output0", new float[] {32, 16, 16, 8, 0.25f, 0.5f}, 1, 6, 1);
        var found = see(model, """
            input: {name: images, width: 64, height: 64, fit: letterbox}
            boxes: {name: output0, form: centre, unit: pixel, layout: columns}
            scores: {name: output0, facemask: 4, noFacemask: 5, layout: columns}
            """);
        assertThat(found).containsExactly(new SoftFace(12, 6, 20, 10, 0.25f, 0.5f));
    }

    @Test
    void halfPrecisionAndClassesThatAreWholeNumbers() throws IOException {
        var model = new FixedAnswer("images", true, 64)
                .halves("boxes", new float[] {8, 16, 24, 48, 0, 0, 64, 64}, 2, 4)
                .halves("scores", new float[] {0.75f, 0.5f}, 2)
                .longs("labels", 2, 0);
        var found = see(model, """
            input: {name: images, width: 64, height: 64, fit: letterbox, scale: [255, 255, 255]}
            boxes: {name: boxes, form: corners, unit: pixel}
            scores: {name: scores}
            classes: {name: labels, facemask: 1, noFacemask: [2, 3]}
            """);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().noFacemask()).isCloseTo(0.75f, within(1e-3f));
        assertThat(found.getFirst().x1()).isEqualTo(12);
    }

    @Test
    void whatTheFileHasNotIsNamed() {
        var model = new FixedAnswer("images", false, 64).floats("boxes", new float[4], 1, 4);
        assertThatThrownBy(() -> see(model, """
            input: {name: images, width: 64, height: 64, fit: letterbox}
            boxes: {name: boxes, form: corners, unit: pixel}
            scores: {name: boxes, column: 4}
            classes: {name: labels, facemask: 1, noFacemask: 2}
            """))
                .isInstanceOf(InferenceException.class)
                .hasMessage("model " + folder.resolve("m.onnx") + ": expected the output labels, found [boxes]");
    }
}
