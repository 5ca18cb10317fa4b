package io.maskgate.models.teacher;

import io.maskgate.models.recipe.Default;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * The output of the boxes.
 *
 * @param columns of the four numbers, in the form's order
 * @param strides for {@code decode: yolox} and {@code ssd}: of the levels, in their order
 * @param priors for {@code decode: ssd}
 */
public record AdapterBoxes(
        String name,
        Form form,
        Unit unit,
        @Default("[0, 1, 2, 3]") List<Integer> columns,
        @Default("rows") AdapterOrder layout,
        @Default("none") Decode decode,
        @Default("[8, 16, 32]") List<Integer> strides,
        @Default("{}") AdapterPriors priors) {
    private static final List<Integer> STRIDES = List.of(8, 16, 32);

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
        YOLOX,
        /** Centres and sizes are differences from priors. */
        SSD
    }

    public AdapterBoxes {
        columns = List.copyOf(columns);
        strides = List.copyOf(strides);
        boolean four = columns.size() == 4 && new HashSet<>(columns).size() == 4;
        Columns.require(four && columns.stream().allMatch(c -> c >= 0), "columns", columns, "4 columns from 0");
        boolean steps = !strides.isEmpty() && strides.stream().allMatch(s -> s >= 1);
        Columns.require(steps, "strides", strides, "pixels, 1 or more, of each level");
        boolean levels = decode != Decode.NONE;
        String decoded = decode.name().toLowerCase(Locale.ROOT);
        Columns.require(levels || strides.equals(STRIDES), "strides", strides, "none beside decode: none");
        Columns.require(!levels || form == Form.CENTRE, "form", form, "centre for decode: " + decoded);
        Columns.require(decode != Decode.YOLOX || unit == Unit.PIXEL, "unit", unit, "pixel for decode: yolox");
        if (decode == Decode.SSD) {
            requirePriors(priors, strides, unit);
        } else {
            Columns.require(!priors.present(), "priors", priors.sizes(), "none beside decode: " + decoded);
        }
    }

    private static void requirePriors(AdapterPriors priors, List<Integer> strides, Unit unit) {
        Columns.require(
                priors.sizes().size() == strides.size(),
                "priors.sizes",
                priors.sizes(),
                "a list for each one of the strides " + strides);
        String expected = unit == Unit.PIXEL ? "1 or more for unit: pixel" : "at most 2 for unit: fraction";
        Columns.require(priors.fit(unit), "priors.sizes", priors.sizes(), expected);
    }
}
