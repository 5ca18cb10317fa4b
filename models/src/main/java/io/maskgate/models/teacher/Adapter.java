package io.maskgate.models.teacher;

import io.maskgate.models.recipe.Default;
import io.maskgate.models.recipe.StrictYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How to ask somebody's ONNX detector, one picture at a time, and how to read its answer, before suppression.
 *
 * @param suppression overlap (IoU) above which the less sure of two of its boxes is dropped
 * @param least probability of a face below which a box is no answer
 */
public record Adapter(
        Input input,
        Boxes boxes,
        Scores scores,
        @Default("0.5") double suppression,
        @Default("0.02") double least) {
    public Adapter {
        require(suppression > 0 && suppression <= 1, "suppression", suppression, "above 0 to 1");
        require(least > 0 && least < 1, "least", least, "between 0 and 1");
    }

    /** How a picture fills the input. */
    public enum Fit {
        /** Width and height each to the input's. */
        STRETCH,
        /** The same scale for both, centred, the rest padded with 114. */
        LETTERBOX
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

    /**
     * The input; values are {@code (byte - mean) / scale} for a float32 input and the bytes themselves for a uint8 one.
     *
     * @param mean of each channel in the input's order
     * @param scale of each channel in the input's order
     */
    public record Input(
            String name,
            int width,
            int height,
            Fit fit,
            @Default("nchw") Layout layout,
            @Default("rgb") Colours colours,
            @Default("[0, 0, 0]") List<Double> mean,
            @Default("[1, 1, 1]") List<Double> scale) {
        public Input {
            mean = List.copyOf(mean);
            scale = List.copyOf(scale);
            require(width >= 1 && width <= 4096, "width", width, "1 to 4096");
            require(height >= 1 && height <= 4096, "height", height, "1 to 4096");
            require(mean.size() == 3, "mean", mean, "3 numbers");
            require(scale.size() == 3 && !scale.contains(0.0), "scale", scale, "3 numbers other than 0");
        }
    }

    /** What the four numbers of a box are. */
    public enum Form {
        /** x0 y0 x1 y1. */
        CORNERS,
        /** Centre, width, height. */
        CENTRE
    }

    /** What they are measured in. */
    public enum Unit {
        /** Parts of the input's width and height. */
        FRACTION,
        /** Pixels of the input. */
        PIXEL
    }

    /** The output {@code [1,N,4]} or {@code [N,4]}. */
    public record Boxes(String name, Form form, Unit unit) {}

    /**
     * The output {@code [1,N,C]} or {@code [N,C]} of probabilities.
     *
     * @param facemask its column
     * @param noFacemask its column
     */
    public record Scores(String name, int facemask, int noFacemask) {
        public Scores {
            require(facemask >= 0 && noFacemask >= 0, "facemask", facemask + ", " + noFacemask, "columns from 0");
            require(facemask != noFacemask, "noFacemask", noFacemask, "another column than facemask");
        }
    }

    /**
     * Reads a file, strictly.
     *
     * @throws IllegalArgumentException naming file, line, key, what was expected and what was found
     */
    public static Adapter read(Path file) throws IOException {
        return StrictYaml.read(file, Adapter.class);
    }

    private static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
        }
    }
}
