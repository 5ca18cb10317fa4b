package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.OnnxModel;
import io.maskgate.models.data.SoftFace;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** An input of 640 x 480; columns are background, no mask, mask. */
class ForeignAnswerTest {
    private static final Offset<Float> NEAR = within(1e-3f);

    private static Adapter adapter(AdapterInput.Fit fit, AdapterBoxes.Form form, AdapterBoxes.Unit unit) {
        return new Adapter(
                new AdapterInput(
                        "input",
                        640,
                        480,
                        fit,
                        AdapterInput.Layout.NCHW,
                        AdapterInput.Colours.RGB,
                        List.of(127.0, 127.0, 127.0),
                        List.of(128.0, 128.0, 128.0)),
                new AdapterBoxes(
                        "boxes",
                        form,
                        unit,
                        List.of(0, 1, 2, 3),
                        AdapterOrder.ROWS,
                        AdapterBoxes.Decode.NONE,
                        List.of(8, 16, 32),
                        new AdapterPriors(List.of(), List.of(), AdapterPriors.Cells.STRIDES, List.of(0.1, 0.2), false)),
                new AdapterScores(
                        "scores",
                        List.of(2),
                        List.of(1),
                        AdapterOrder.ROWS,
                        AdapterScores.Activation.NONE,
                        List.of(),
                        List.of(),
                        0),
                new AdapterClasses("", 0, AdapterOrder.ROWS, List.of(), List.of()),
                0.5,
                0.02);
    }

    private static List<SoftFace> faces(Adapter adapter, float[] boxes, float[] scores) {
        int rows = boxes.length / 4;
        return new ForeignAnswer(adapter)
                .faces(
                        Map.of(
                                "boxes",
                                new OnnxModel.Output(new long[] {1, rows, 4}, boxes),
                                "scores",
                                new OnnxModel.Output(new long[] {1, rows, 3}, scores)),
                        new ForeignInput(adapter.input(), OnnxModel.Values.FLOAT32).place(384, 384));
    }

    @Test
    void aStretchedViewsFractionsAreThoseOfTheView() {
        var adapter = adapter(AdapterInput.Fit.STRETCH, AdapterBoxes.Form.CORNERS, AdapterBoxes.Unit.FRACTION);
        var found = faces(adapter, new float[] {0.25f, 0.5f, 0.5f, 0.75f}, new float[] {0.1f, 0.2f, 0.7f});
        assertThat(found).hasSize(1);
        is(found.getFirst(), 96, 192, 192, 288);
        assertThat(found.getFirst().facemask()).isEqualTo(0.7f);
        assertThat(found.getFirst().noFacemask()).isEqualTo(0.2f);
    }

    @Test
    void aLetterboxedViewsPixelsComeBackWithoutThePadding() {
        // 384 x 384 in 640 x 480: 480 x 480 from x = 80 on, 1.25 input pixels for each of the view.
        var adapter = adapter(AdapterInput.Fit.LETTERBOX, AdapterBoxes.Form.CENTRE, AdapterBoxes.Unit.PIXEL);
        var found = faces(adapter, new float[] {80 + 125, 250, 50, 100}, new float[] {0, 1, 0});
        is(found.getFirst(), 80, 160, 120, 240);
    }

    @Test
    void aBoxIsCutToTheViewAndOneOutsideIsNone() {
        var adapter = adapter(AdapterInput.Fit.STRETCH, AdapterBoxes.Form.CORNERS, AdapterBoxes.Unit.FRACTION);
        var found =
                faces(adapter, new float[] {-0.25f, 0, 0.5f, 1.5f, 1.1f, 0, 1.2f, 1}, new float[] {0, 1, 0, 0, 1, 0});
        assertThat(found).hasSize(1);
        is(found.getFirst(), 0, 0, 192, 384);
    }

    @Test
    void ofBoxesThatOverlapTheSurestIsKeptAndTheDoubtfulAreLeftOut() {
        var adapter = adapter(AdapterInput.Fit.STRETCH, AdapterBoxes.Form.CORNERS, AdapterBoxes.Unit.FRACTION);
        var found = faces(
                adapter,
                new float[] {0, 0, 0.5f, 0.5f, 0, 0, 0.5f, 0.4f, 0.5f, 0.5f, 1, 1, 0.5f, 0, 1, 0.5f},
                new float[] {0.4f, 0.6f, 0, 0.1f, 0.4f, 0.5f, 0.99f, 0.005f, 0.005f, 0.2f, 0.8f, 0});
        assertThat(found).hasSize(2);
        is(found.getFirst(), 0, 0, 192, 153.6f);
        is(found.getLast(), 192, 0, 384, 192);
    }

    @Test
    void twoClassesThatAddUpToMoreThanOneAreBroughtDown() {
        var adapter = adapter(AdapterInput.Fit.STRETCH, AdapterBoxes.Form.CORNERS, AdapterBoxes.Unit.FRACTION);
        var found = faces(adapter, new float[] {0, 0, 1, 1}, new float[] {0, 0.8f, 0.8f});
        assertThat(found.getFirst().facemask()).isCloseTo(0.5f, NEAR);
        assertThat(found.getFirst().noFacemask()).isCloseTo(0.5f, NEAR);
    }

    @Test
    void outputsOfAnotherShapeAreRefused() {
        var adapter = adapter(AdapterInput.Fit.STRETCH, AdapterBoxes.Form.CORNERS, AdapterBoxes.Unit.FRACTION);
        var place = new ForeignInput(adapter.input(), OnnxModel.Values.FLOAT32).place(384, 384);
        var boxes = new OnnxModel.Output(new long[] {1, 1, 4}, new float[4]);
        var answer = new ForeignAnswer(adapter);
        assertThatThrownBy(() -> answer.faces(
                        Map.of("boxes", boxes, "scores", new OnnxModel.Output(new long[] {1, 1, 2}, new float[2])),
                        place))
                .isInstanceOf(InferenceException.class)
                .hasMessage("output scores: expected [1,N,3 or more], found [1, 1, 2]");
        assertThatThrownBy(() -> answer.faces(
                        Map.of("boxes", boxes, "scores", new OnnxModel.Output(new long[] {1, 2, 3}, new float[6])),
                        place))
                .hasMessage("expected as many boxes as scores, found 1 and 2");
        assertThatThrownBy(() -> faces(adapter, new float[4], new float[] {0, 3, 0}))
                .hasMessage("output scores: expected probabilities, found 3.0");
    }

    private static void is(SoftFace face, float... corners) {
        assertThat(face.x0()).isCloseTo(corners[0], NEAR);
        assertThat(face.y0()).isCloseTo(corners[1], NEAR);
        assertThat(face.x1()).isCloseTo(corners[2], NEAR);
        assertThat(face.y1()).isCloseTo(corners[3], NEAR);
    }
}
