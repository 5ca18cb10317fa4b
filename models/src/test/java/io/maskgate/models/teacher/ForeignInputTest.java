package io.maskgate.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.OnnxModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignInputTest {
    /** One row of two pixels, red 100 and red 200; green is 10, blue 20. */
    private static final byte[] VIEW = {100, 10, 20, (byte) 200, 10, 20};

    private static AdapterInput input(
            int width, int height, AdapterInput.Fit fit, AdapterInput.Layout layout, AdapterInput.Colours colours) {
        return new AdapterInput(
                "x", width, height, fit, layout, colours, List.of(100.0, 0.0, 10.0), List.of(50.0, 1.0, 2.0));
    }

    @Test
    void aStretchIsBilinearWithHalfPixelCentres() {
        var stretch = new ForeignInput(
                input(4, 2, AdapterInput.Fit.STRETCH, AdapterInput.Layout.NCHW, AdapterInput.Colours.RGB),
                OnnxModel.Values.FLOAT32);
        var values = stretch.of(VIEW, stretch.place(2, 1)).asFloatBuffer();
        // Output centres lie at source -0.25 (held at 0), 0.25, 0.75 and 1.25 (held at 1).
        float[] red = {0, 25 / 50f, 75 / 50f, 100 / 50f};
        for (int i = 0; i < 8; i++) {
            assertThat(values.get(i)).isCloseTo(red[i % 4], within(1e-5f));
            assertThat(values.get(8 + i)).isCloseTo(10, within(1e-5f));
            assertThat(values.get(16 + i)).isCloseTo((20 - 10) / 2f, within(1e-5f));
        }
        assertThat(stretch.shape()).containsExactly(1, 3, 2, 4);
    }

    @Test
    void aCornerIsALetterboxAtTheTopLeft() {
        var corner = new ForeignInput(
                input(2, 3, AdapterInput.Fit.CORNER, AdapterInput.Layout.NHWC, AdapterInput.Colours.RGB),
                OnnxModel.Values.FLOAT16);
        var place = corner.place(2, 1);
        assertThat(place.toSource(new Box(0, 0, 2, 1))).isEqualTo(new Box(0, 0, 2, 1));
        var values = corner.of(VIEW, place).asShortBuffer();
        // By mean and scale: the view's first pixel, then the padding below.
        float[] first = {0, 10, 5};
        float[] below = {14 / 50f, 114, 52};
        for (int i = 0; i < 3; i++) {
            assertThat(Float.float16ToFloat(values.get(i))).isEqualTo(first[i]);
            assertThat(Float.float16ToFloat(values.get(6 + i))).isCloseTo(below[i], within(1e-3f));
        }
    }

    @Test
    void aLetterboxKeepsTheAspectAndPadsWithGrey() {
        var letterbox = new ForeignInput(
                input(2, 3, AdapterInput.Fit.LETTERBOX, AdapterInput.Layout.NHWC, AdapterInput.Colours.BGR),
                OnnxModel.Values.UINT8);
        var bytes = letterbox.of(VIEW, letterbox.place(2, 1));
        assertThat(letterbox.shape()).containsExactly(1, 3, 2, 3);
        int[] expected = {114, 114, 114, 114, 114, 114, 20, 10, 100, 20, 10, 200, 114, 114, 114, 114, 114, 114};
        for (int i = 0; i < expected.length; i++) {
            assertThat(bytes.get(i) & 0xff).as("byte %d", i).isEqualTo(expected[i]);
        }
    }
}
