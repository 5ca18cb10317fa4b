package io.maskgate.models.teacher;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.maskgate.models.recipe.Default;
import java.util.List;
import java.util.stream.Stream;

/**
 * The output of the scores.
 *
 * @param facemask its columns; several are classes that count as one
 * @param noFacemask its columns
 * @param background for {@code activation: softmax}: columns of what is no face
 * @param objectness the column whose probability all others are to be multiplied with, if there is one
 * @param column beside {@code classes}: of the score
 */
public record AdapterScores(
        String name,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
        List<Integer> facemask,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
        List<Integer> noFacemask,

        @Default("rows") AdapterOrder layout,
        @Default("none") Activation activation,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
        List<Integer> background,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Default("[]")
        List<Integer> objectness,

        @Default("0") int column) {
    /** What makes probabilities of the scores. */
    public enum Activation {
        /** They are some. */
        NONE,
        /** Each by itself. */
        SIGMOID,
        /** All columns that are named, together; objectness by itself. */
        SOFTMAX
    }

    public AdapterScores {
        facemask = Columns.distinct("facemask", facemask);
        noFacemask = Columns.distinct("noFacemask", noFacemask);
        background = Columns.distinct("background", background);
        objectness = Columns.distinct("objectness", objectness);
        Columns.require(column >= 0, "column", column, "a column from 0");
        Columns.require(objectness.size() <= 1, "objectness", objectness, "one column");
        Columns.requireApart("noFacemask", noFacemask, facemask);
        Columns.requireApart("background", background, Stream.of(facemask, noFacemask));
        Columns.requireApart("objectness", objectness, Stream.of(facemask, noFacemask, background));
        boolean together = activation == Activation.SOFTMAX;
        Columns.require(together || background.isEmpty(), "background", background, "none without activation: softmax");
        Columns.require(
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
