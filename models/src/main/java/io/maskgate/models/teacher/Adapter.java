package io.maskgate.models.teacher;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.maskgate.models.recipe.Default;
import io.maskgate.models.recipe.StrictYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to ask somebody's ONNX detector, one picture at a time, and how to read its answer. {@code boxes}, {@code scores} and
 * {@code classes} may be columns of one output.
 *
 * @param classes for an answer of finished detections, of which each names its class
 * @param suppression overlap (IoU) above which the less sure of two of its boxes is dropped; 1: none is
 * @param least probability of a face below which a box is no answer
 */
public record Adapter(
        Input input,
        Boxes boxes,
        Scores scores,
        @Default("{}") Classes classes,
        @Default("0.5") double suppression,
        @Default("0.02") double least) {
    public Adapter {
        require(suppression > 0 && suppression <= 1, "suppression", suppression, "above 0 to 1");
        require(least > 0 && least < 1, "least", least, "between 0 and 1");
        requireGrid(input, boxes);
        requireLabels(scores, classes);
        requireColumns(boxes, scores, classes);
    }

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

    /**
     * The input; values are {@code (byte - mean) / scale} for a float input and the bytes themselves for a uint8 one.
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

    /** How an output lies. */
    public enum Order {
        /** {@code [1,N,C]} or {@code [N,C]}: a row for each box. */
        ROWS,
        /** {@code [1,C,N]} or {@code [C,N]}: a column for each box. */
        COLUMNS
    }

    /** What the four numbers of a box are. */
    public enum Form {
        /** x0 y0 x1 y1. */
        CORNERS,
        /** y0 x0 y1 x1. */
        CORNERS_YX,
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

    /** What is to be done to them before. */
    public enum Decode {
        NONE,
        /** Centres are within their cells and sizes logarithms, both in strides. */
        YOLOX
    }

    /**
     * The output of the boxes.
     *
     * @param columns of the four numbers, in the form's order
     * @param strides for {@code decode: yolox}: of the levels, in their order
     */
    public record Boxes(
            String name,
            Form form,
            Unit unit,
            @Default("[0, 1, 2, 3]") List<Integer> columns,
            @Default("rows") Order layout,
            @Default("none") Decode decode,
            @Default("[8, 16, 32]") List<Integer> strides) {
        private static final List<Integer> STRIDES = List.of(8, 16, 32);

        public Boxes {
            columns = List.copyOf(columns);
            strides = List.copyOf(strides);
            boolean four = columns.size() == 4 && new HashSet<>(columns).size() == 4;
            require(four && columns.stream().allMatch(c -> c >= 0), "columns", columns, "4 columns from 0");
            boolean steps = !strides.isEmpty() && strides.stream().allMatch(s -> s >= 1);
            require(steps, "strides", strides, "pixels, 1 or more, of each level");
            boolean grid = decode == Decode.YOLOX;
            require(grid || strides.equals(STRIDES), "strides", strides, "none beside decode: none");
            require(!grid || form == Form.CENTRE, "form", form, "centre for decode: yolox");
            require(!grid || unit == Unit.PIXEL, "unit", unit, "pixel for decode: yolox");
        }
    }

    /** What makes probabilities of the scores. */
    public enum Activation {
        /** They are some. */
        NONE,
        /** Each by itself. */
        SIGMOID,
        /** All columns that are named, together; objectness by itself. */
        SOFTMAX
    }

    /**
     * The output of the scores.
     *
     * @param facemask its columns; several are classes that count as one
     * @param noFacemask its columns
     * @param background for {@code activation: softmax}: columns of what is no face
     * @param objectness the column whose probability all others are to be multiplied with, if there is one
     * @param column beside {@code classes}: of the score
     */
    public record Scores(
            String name,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
            List<Integer> facemask,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
            List<Integer> noFacemask,

            @Default("rows") Order layout,
            @Default("none") Activation activation,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
            List<Integer> background,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
            List<Integer> objectness,

            @Default("0") int column) {
        public Scores {
            facemask = distinct("facemask", facemask);
            noFacemask = distinct("noFacemask", noFacemask);
            background = distinct("background", background);
            objectness = distinct("objectness", objectness);
            require(column >= 0, "column", column, "a column from 0");
            require(objectness.size() <= 1, "objectness", objectness, "one column");
            requireApart("noFacemask", noFacemask, facemask);
            requireApart("background", background, Stream.of(facemask, noFacemask));
            requireApart("objectness", objectness, Stream.of(facemask, noFacemask, background));
            boolean together = activation == Activation.SOFTMAX;
            require(together || background.isEmpty(), "background", background, "none without activation: softmax");
            require(
                    !together || !background.isEmpty() || !objectness.isEmpty(),
                    "activation",
                    "softmax",
                    "background or objectness beside softmax: otherwise there would be a face everywhere");
        }

        /** Those a softmax goes over. */
        int[] together() {
            return Stream.of(facemask, noFacemask, background)
                    .flatMap(List::stream)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        /** The last one that is read. */
        int last() {
            return Stream.of(facemask, noFacemask, background, objectness)
                    .flatMap(List::stream)
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(0);
        }
    }

    /**
     * The output of the class of each detection, whole numbers of any type.
     *
     * @param name empty: there is none, and scores have a column for each class
     * @param column of the class
     * @param facemask classes that mean it
     * @param noFacemask classes that mean it
     */
    public record Classes(
            @Default("''") String name,
            @Default("0") int column,
            @Default("rows") Order layout,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
            List<Integer> facemask,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
            List<Integer> noFacemask) {
        public Classes {
            facemask = distinct("facemask", facemask);
            noFacemask = distinct("noFacemask", noFacemask);
            require(column >= 0, "column", column, "a column from 0");
            requireApart("noFacemask", noFacemask, facemask);
            boolean named = !name.isEmpty();
            require(
                    named || facemask.isEmpty() && noFacemask.isEmpty(),
                    "name",
                    "none",
                    "the output that names classes");
            require(!named || !facemask.isEmpty(), "facemask", "none", "the class that means it");
            require(!named || !noFacemask.isEmpty(), "noFacemask", "none", "the class that means it");
        }

        boolean present() {
            return !name.isEmpty();
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

    /** The outputs that are read, each once. */
    List<String> outputs() {
        return Stream.of(boxes.name, scores.name, classes.name)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static void requireGrid(Input input, Boxes boxes) {
        boolean even = boxes.strides.stream().allMatch(s -> input.width % s == 0 && input.height % s == 0);
        require(
                boxes.decode == Decode.NONE || even,
                "boxes.strides",
                boxes.strides,
                "strides that divide the input of " + input.width + " x " + input.height);
    }

    private static void requireLabels(Scores scores, Classes classes) {
        if (classes.present()) {
            String instead = "none beside classes, which say what a detection is";
            require(scores.facemask.isEmpty(), "scores.facemask", scores.facemask, instead);
            require(scores.noFacemask.isEmpty(), "scores.noFacemask", scores.noFacemask, instead);
            require(scores.objectness.isEmpty(), "scores.objectness", scores.objectness, instead);
            require(scores.activation == Activation.NONE, "scores.activation", scores.activation, instead);
        } else {
            require(!scores.facemask.isEmpty(), "scores.facemask", "none", "its column, or classes");
            require(!scores.noFacemask.isEmpty(), "scores.noFacemask", "none", "its column, or classes");
            require(scores.column == 0, "scores.column", scores.column, "none without classes");
        }
    }

    /** What shares an output lies in it one way, each number in a column of its own. */
    private static void requireColumns(Boxes boxes, Scores scores, Classes classes) {
        boolean scored = boxes.name.equals(scores.name);
        require(
                !scored || scores.layout == boxes.layout,
                "scores.layout",
                scores.layout,
                "that of boxes, the same output");
        if (scored && !classes.present()) {
            requireApart("scores.facemask", scores.facemask, boxes.columns);
            requireApart("scores.noFacemask", scores.noFacemask, boxes.columns);
            requireApart("scores.background", scores.background, boxes.columns);
            requireApart("scores.objectness", scores.objectness, boxes.columns);
        }
        if (scored && classes.present()) {
            requireApart("scores.column", List.of(scores.column), boxes.columns);
        }
        if (classes.name.equals(boxes.name)) {
            require(classes.layout == boxes.layout, "classes.layout", classes.layout, "that of boxes, the same output");
            requireApart("classes.column", List.of(classes.column), boxes.columns);
        }
        if (classes.name.equals(scores.name)) {
            require(
                    classes.layout == scores.layout,
                    "classes.layout",
                    classes.layout,
                    "that of scores, the same output");
            requireApart("classes.column", List.of(classes.column), List.of(scores.column));
        }
    }

    private static List<Integer> distinct(String key, List<Integer> columns) {
        require(columns.stream().allMatch(c -> c >= 0), key, columns, "numbers from 0");
        require(new HashSet<>(columns).size() == columns.size(), key, columns, "each once");
        return List.copyOf(columns);
    }

    private static void requireApart(String key, List<Integer> columns, Stream<List<Integer>> others) {
        requireApart(key, columns, others.flatMap(List::stream).toList());
    }

    private static void requireApart(String key, List<Integer> columns, List<Integer> others) {
        require(columns.stream().noneMatch(others::contains), key, columns, "other ones than " + others);
    }

    private static void require(boolean holds, String key, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
        }
    }
}
