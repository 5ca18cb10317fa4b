package io.maskgate.models.teacher;

import io.maskgate.models.recipe.Default;
import java.util.List;

/**
 * The input; values are {@code (byte - mean) / scale} for a float input and the bytes themselves for a uint8 one.
 *
 * @param mean of each channel in the input's order
 * @param scale of each channel in the input's order
 */
public record AdapterInput(
        String name,
        int width,
        int height,
        Fit fit,
        @Default("nchw") Layout layout,
        @Default("rgb") Colours colours,
        @Default("[0, 0, 0]") List<Double> mean,
        @Default("[1, 1, 1]") List<Double> scale) {
    /** How a picture fills the input. */
    public enum Fit {
        /** Width and height each to the input's. */
        STRETCH,
        /** The same scale for both, centred, the rest padded with 114. */
        LETTERBOX,
        /** The same, at the top left. */
        CORNER
    }

    /** Order of the input's axes. */
    public enum Layout {
        NCHW,
        NHWC
    }

    /** Order of its channels. */
    public enum Colours {
        RGB,
        BGR
    }

    public AdapterInput {
        mean = List.copyOf(mean);
        scale = List.copyOf(scale);
        Columns.require(width >= 1 && width <= 4096, "width", width, "1 to 4096");
        Columns.require(height >= 1 && height <= 4096, "height", height, "1 to 4096");
        Columns.require(mean.size() == 3, "mean", mean, "3 numbers");
        Columns.require(scale.size() == 3 && !scale.contains(0.0), "scale", scale, "3 numbers other than 0");
    }

    boolean takesBytes() {
        return mean.stream().allMatch(m -> m == 0) && scale.stream().allMatch(s -> s == 1);
    }
}
