package io.maskgate.models.teacher;

import io.maskgate.models.recipe.Default;
import io.maskgate.models.recipe.StrictYaml;
import java.io.IOException;
import java.nio.file.Path;
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
        AdapterInput input,
        AdapterBoxes boxes,
        AdapterScores scores,
        @Default("{}") AdapterClasses classes,
        @Default("0.5") double suppression,
        @Default("0.02") double least) {
    public Adapter {
        Columns.require(suppression > 0 && suppression <= 1, "suppression", suppression, "above 0 to 1");
        Columns.require(least > 0 && least < 1, "least", least, "between 0 and 1");
        requireGrid(input, boxes);
        requireLabels(scores, classes);
        requireColumns(boxes, scores, classes);
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
        return Stream.of(boxes.name(), scores.name(), classes.name())
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static void requireGrid(AdapterInput input, AdapterBoxes boxes) {
        boolean even = boxes.strides().stream().allMatch(s -> input.width() % s == 0 && input.height() % s == 0);
        Columns.require(
                boxes.decode() != AdapterBoxes.Decode.YOLOX || even,
                "boxes.strides",
                boxes.strides(),
                "strides that divide the input of " + input.width() + " x " + input.height());
    }

    private static void requireLabels(AdapterScores scores, AdapterClasses classes) {
        if (classes.present()) {
            String instead = "none beside classes, which say what a detection is";
            Columns.require(scores.facemask().isEmpty(), "scores.facemask", scores.facemask(), instead);
            Columns.require(scores.noFacemask().isEmpty(), "scores.noFacemask", scores.noFacemask(), instead);
            Columns.require(scores.objectness().isEmpty(), "scores.objectness", scores.objectness(), instead);
            Columns.require(
                    scores.activation() == AdapterScores.Activation.NONE,
                    "scores.activation",
                    scores.activation(),
                    instead);
        } else {
            Columns.require(!scores.facemask().isEmpty(), "scores.facemask", "none", "its column, or classes");
            Columns.require(!scores.noFacemask().isEmpty(), "scores.noFacemask", "none", "its column, or classes");
            Columns.require(scores.column() == 0, "scores.column", scores.column(), "none without classes");
        }
    }

    /** What shares an output lies in it one way, each number in a column of its own. */
    private static void requireColumns(AdapterBoxes boxes, AdapterScores scores, AdapterClasses classes) {
        boolean scored = boxes.name().equals(scores.name());
        Columns.require(
                !scored || scores.layout() == boxes.layout(),
                "scores.layout",
                scores.layout(),
                "that of boxes, the same output");
        if (scored && !classes.present()) {
            Columns.requireApart("scores.facemask", scores.facemask(), boxes.columns());
            Columns.requireApart("scores.noFacemask", scores.noFacemask(), boxes.columns());
            Columns.requireApart("scores.background", scores.background(), boxes.columns());
            Columns.requireApart("scores.objectness", scores.objectness(), boxes.columns());
        }
        if (scored && classes.present()) {
            Columns.requireApart("scores.column", List.of(scores.column()), boxes.columns());
        }
        if (classes.name().equals(boxes.name())) {
            Columns.require(
                    classes.layout() == boxes.layout(),
                    "classes.layout",
                    classes.layout(),
                    "that of boxes, the same output");
            Columns.requireApart("classes.column", List.of(classes.column()), boxes.columns());
        }
        if (classes.name().equals(scores.name())) {
            Columns.require(
                    classes.layout() == scores.layout(),
                    "classes.layout",
                    classes.layout(),
                    "that of scores, the same output");
            Columns.requireApart("classes.column", List.of(classes.column()), List.of(scores.column()));
        }
    }
}
