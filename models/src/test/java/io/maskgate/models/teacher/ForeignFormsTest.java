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

    /** An answer in which all rows but the given ones are background. */
    private static OnnxModel.Output scores(int rows, Map<Integer, float[]> sure, float... background) {
        var values = new float[rows * background.length];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(sure.getOrDefault(row, background), 0, values, row * background.length, background.length);
        }
        return output(new long[] {1, rows, background.length}, values);
    }

    private static OnnxModel.Output differences(int rows, Map<Integer, float[]> given) {
        var values = new float[rows * 4];
        given.forEach((row, numbers) -> System.arraycopy(numbers, 0, values, row * 4, 4));
        return output(new long[] {1, rows, 4}, values);
    }

    /**
     * The last level's 5 x 4 cells of 64 x 60 pixels begin after 3,600 + 600 + 160 priors. Of its cell in column 2 and row 1,
     * around 160, 90, the second prior is 192 x 192, the third 256 x 240, cut to the input's height.
     */
    @Test
    void ultraLightsBoxesAreMeasuredFromPriorsOfCellsThatShareTheInput() throws IOException {
        int second = 4360 + (5 + 2) * 3 + 1;
        float half = (float) (5 * Math.log(0.5));
        var boxes =
                Map.of(second, new float[] {0.5f, -1.25f, half, 2 * half}, second + 1, new float[] {0, 0, half, half});
        var logits = Map.of(second, new float[] {0, (float) Math.log(3), (float) Math.log(6)}, second + 1, new float[] {
            0, (float) Math.log(4), 0
        });
        var found = faces(
                adapter("ultra-light-raw"),
                Map.of("boxes", differences(4420, boxes), "scores", scores(4420, logits, 90, 0, 0)));
        // 96 x 48 around 169.6, 66 and 128 x 120 around 160, 90; the view is 4/3 as high as the input.
        assertThat(found).hasSize(2);
        is(found.getFirst(), 121.6f, 56, 217.6f, 120, 0.6f, 0.3f);
        is(found.getLast(), 96, 40, 224, 200, 1 / 6f, 4 / 6f);
    }

    /** The second level's 40 x 40 cells of 16 pixels begin after 12,800 priors; its first prior is 64 x 64. */
    @Test
    void retinaFacesBoxesAreMeasuredFromPriorsAStrideApart() throws IOException {
        int row = 12_800 + (3 * 40 + 10) * 2;
        float twice = (float) (5 * Math.log(2));
        var found = faces(
                adapter("retinaface"),
                Map.of(
                        "output", differences(16_800, Map.of(row, new float[] {2.5f, 5, twice, 0})),
                        "outputt", scores(16_800, Map.of(row, new float[] {0.2f, 0.1f, 0.7f}), 1, 0, 0)));
        // 128 x 64 around 168 + 16, 56 + 32, of an input twice the view.
        assertThat(found).hasSize(1);
        is(found.getFirst(), 60, 28, 124, 60, 0.7f, 0.1f);
    }

    /**
     * The second level's 17 x 17 cells begin after 4,356 priors; its squares are of 0.08 and 0.11. The last level's 3 x 3
     * begin after 5,936, its third and fourth prior are of 0.64 in the ratios 0.62 and 0.42.
     */
    @Test
    void aizoosBoxesAreMeasuredFromPriorsOfSeveralRatios() throws IOException {
        int square = 4356 + (5 * 17 + 3) * 4 + 1;
        int tall = 5936 + (3 + 1) * 4 + 2;
        var sure = Map.of(square, new float[] {0.9f, 0.05f}, tall, new float[] {0.1f, 0.8f});
        var boxes = Map.of(square, new float[] {1, 0, 0, 0});
        var found = faces(
                adapter("aizoo-260"),
                Map.of("loc_branch_concat", differences(5972, boxes), "cls_branch_concat", scores(5972, sure, 0, 0)));
        // 35.2 x 35.2 around 320 * 3.5 / 17 + 3.52, 320 * 5.5 / 17; then 161.260 x 260.096 around 160, 160.
        assertThat(found).hasSize(2);
        is(found.getFirst(), 51.802f, 85.929f, 87.002f, 121.129f, 0.9f, 0.05f);
        is(found.getLast(), 79.370f, 29.952f, 240.630f, 290.048f, 0.1f, 0.8f);
        var taller = Map.of(tall + 1, new float[] {0.1f, 0.8f});
        // 132.726 x 316.013
        is(
                faces(
                                adapter("aizoo-260"),
                                Map.of(
                                        "loc_branch_concat",
                                        differences(5972, Map.of()),
                                        "cls_branch_concat",
                                        scores(5972, taller, 0, 0)))
                        .getFirst(),
                93.637f,
                1.993f,
                226.363f,
                318.007f,
                0.1f,
                0.8f);
    }

    @Test
    void anOutputWithOtherRowsThanPriorsIsRefused() {
        var few = Map.of("output", differences(16_799, Map.of()), "outputt", scores(16_799, Map.of(), 1, 0, 0));
        assertThatThrownBy(() -> faces(adapter("retinaface"), few))
                .isInstanceOf(InferenceException.class)
                .hasMessage(
                        "output output: expected 16800 boxes, one for each prior at strides [8, 16, 32] of 640 x 640,"
                                + " found 16799");
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
