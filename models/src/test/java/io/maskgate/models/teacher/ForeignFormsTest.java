package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.OnnxModel;
import io.maskgate.models.data.SoftFace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The adapters that come with the project, each with an answer of its detector's form; views of 320 x 320. */
class ForeignFormsTest {
    private static Adapter adapter(String name) throws IOException {
        return Adapter.read(Path.of("recipes/teachers", name + ".yaml"));
    }

    private static OnnxModel.Output output(long[] shape, float... values) {
        return new OnnxModel.Output(shape, values);
    }

    private static List<SoftFace> faces(Adapter adapter, Map<String, OnnxModel.Output> outputs) {
        var input = new ForeignInput(adapter.input(), OnnxModel.Values.FLOAT32);
        return new ForeignAnswer(adapter).faces(outputs, input.place(320, 320));
    }

    private static void is(SoftFace face, float... numbers) {
        float[] found = {face.x0(), face.y0(), face.x1(), face.y1(), face.facemask(), face.noFacemask()};
        assertThat(found).containsExactly(numbers, within(1e-3f));
    }

    /** Three boxes, the last one over the second. */
    @Test
    void yolov8sBoxesAreColumnsOfOneOutput() throws IOException {
        var found = faces(
                adapter("yolov8"),
                Map.of(
                        "output0",
                        output(
                                new long[] {1, 6, 3}, //
                                100,
                                400,
                                400, // cx
                                200,
                                300,
                                300, // cy
                                40,
                                100,
                                100, // w
                                60,
                                80,
                                90, // h
                                0.1f,
                                0.7f,
                                0.6f, // facemask
                                0.8f,
                                0.25f,
                                0.2f))); // no facemask
        assertThat(found).hasSize(2);
        is(found.getFirst(), 175, 130, 225, 170, 0.7f, 0.25f);
        is(found.getLast(), 40, 85, 60, 115, 0.1f, 0.8f);
    }

    @Test
    void yolov5sClassesAreMultipliedWithObjectnessAndTwoOfThemAreOneLabel() throws IOException {
        var found = faces(
                adapter("yolov5"),
                Map.of("output0", output(new long[] {1, 1, 8}, 100, 200, 40, 60, 0.5f, 0.3f, 0.2f, 0.4f)));
        is(found.getFirst(), 40, 85, 60, 115, 0.15f, 0.3f);
    }

    /** The cell in column 10 and row 3 of the second level's 40 x 40, after the 6,400 of the first. */
    @Test
    void yoloxsBoxesAreInCellsAndStrides() throws IOException {
        var values = new float[8400 * 7];
        float[] row = {0.5f, 0.25f, (float) Math.log(4), (float) Math.log(2), 0.9f, 0.5f, 0.1f};
        System.arraycopy(row, 0, values, (6400 + 3 * 40 + 10) * 7, 7);
        var found = faces(adapter("yolox"), Map.of("output", output(new long[] {1, 8400, 7}, values)));
        // Centre 168, 52, 64 x 32 pixels of the input.
        assertThat(found).hasSize(1);
        is(found.getFirst(), 68, 18, 100, 34, 0.45f, 0.09f);
    }

    @Test
    void anOutputWithOtherCellsThanTheGridIsRefused() {
        var few = Map.of("output", output(new long[] {1, 2, 7}, new float[14]));
        assertThatThrownBy(() -> faces(adapter("yolox"), few))
                .isInstanceOf(InferenceException.class)
                .hasMessage(
                        "output output: expected 8400 boxes, a cell each at strides [8, 16, 32] of 640 x 640, found 2");
    }

    /** The last rows are empty ones and a class that is neither. */
    @Test
    void detectionsOfOneOutputNameTheirClass() throws IOException {
        var found = faces(
                adapter("yolov10"),
                Map.of(
                        "output0",
                        output(
                                new long[] {1, 4, 6}, //
                                20,
                                40,
                                120,
                                160,
                                0.9f,
                                1, //
                                200,
                                200,
                                300,
                                400,
                                0.8f,
                                0, //
                                0,
                                0,
                                0,
                                0,
                                0,
                                0, //
                                0,
                                0,
                                100,
                                100,
                                0.95f,
                                7)));
        assertThat(found).hasSize(2);
        is(found.getFirst(), 10, 20, 60, 80, 0, 0.9f);
        is(found.getLast(), 100, 100, 150, 200, 0.8f, 0);
    }

    @Test
    void detectionsWithThePicturesNumberAndNoneAtAll() throws IOException {
        var adapter = adapter("yolov7-end-to-end");
        var one = output(new long[] {1, 7}, 0, 20, 40, 120, 160, 1, 0.9f);
        var found = faces(adapter, Map.of("output", one));
        assertThat(found).hasSize(1);
        is(found.getFirst(), 10, 20, 60, 80, 0, 0.9f);
        assertThat(faces(adapter, Map.of("output", output(new long[] {0, 7})))).isEmpty();
    }

    @Test
    void detectionsOfThreeOutputsWithYBeforeX() throws IOException {
        var found = faces(
                adapter("tensorflow-detection"),
                Map.of(
                        "detection_boxes",
                        output(new long[] {1, 2, 4}, 0.1f, 0.2f, 0.3f, 0.5f, 0, 0, 0, 0),
                        "detection_scores",
                        output(new long[] {1, 2}, 0.75f, 0),
                        "detection_classes",
                        output(new long[] {1, 2}, 2, 1)));
        assertThat(found).hasSize(1);
        is(found.getFirst(), 64, 32, 160, 96, 0, 0.75f);
    }

    /** ln 3 and -ln 3 are 0.75 and 0.25. */
    @Test
    void logitsEachForItself() throws IOException {
        float ln3 = (float) Math.log(3);
        var found = faces(
                adapter("rt-detr"),
                Map.of(
                        "pred_boxes",
                        output(new long[] {1, 1, 4}, 0.5f, 0.25f, 0.2f, 0.1f),
                        "logits",
                        output(new long[] {1, 1, 2}, -ln3, ln3)));
        is(found.getFirst(), 128, 64, 192, 96, 0.25f, 0.75f);
    }

    /** 6, 3 and 1 of 10; then background alone. */
    @Test
    void logitsTogetherWithThatOfTheBackground() throws IOException {
        var found = faces(
                adapter("yolos"),
                Map.of(
                        "pred_boxes",
                        output(new long[] {1, 2, 4}, 0.5f, 0.25f, 0.2f, 0.1f, 0.5f, 0.5f, 1, 1),
                        "logits",
                        output(new long[] {1, 2, 3}, (float) Math.log(6), (float) Math.log(3), 0, 0, 0, 90)));
        assertThat(found).hasSize(1);
        is(found.getFirst(), 128, 64, 192, 96, 0.6f, 0.3f);
    }
}
