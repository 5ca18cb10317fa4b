package io.maskgate.models.teacher;

import io.maskgate.models.recipe.Default;
import java.util.List;

/**
 * The priors that {@code decode: ssd} measures boxes from. Every cell of a level has the same ones, in this order: squares of
 * all sizes, then the first size in each ratio.
 *
 * @param sizes for each stride those of its squares, in the unit of the boxes; none: there are no priors
 * @param ratios for each stride width to height of its other priors; none: all are squares
 * @param cells where the cells lie
 * @param variances what differences of centres and of sizes are multiplied with
 * @param clip whether centres and sizes of priors are held within the input
 */
public record AdapterPriors(
        @Default("[]") List<List<Double>> sizes,
        @Default("[]") List<List<Double>> ratios,
        @Default("strides") Cells cells,
        @Default("[0.1, 0.2]") List<Double> variances,
        @Default("false") boolean clip) {
    private static final double MOST_FRACTION = 2;
    private static final List<Double> VARIANCES = List.of(0.1, 0.2);

    /** Where the cells of a level lie. There are as many as it takes to cover the input. */
    public enum Cells {
        /** Each is as large as the stride, and the last ones may reach beyond the input. */
        STRIDES,
        /** They share the input evenly. */
        EVEN
    }

    public AdapterPriors {
        sizes = sizes.stream().map(List::copyOf).toList();
        ratios = ratios.stream().map(List::copyOf).toList();
        variances = List.copyOf(variances);
        boolean square = sizes.stream().allMatch(level -> !level.isEmpty() && positive(level));
        Columns.require(square, "sizes", sizes, "for each stride a list of numbers above 0");
        Columns.require(ratios.stream().allMatch(AdapterPriors::positive), "ratios", ratios, "numbers above 0");
        Columns.require(variances.size() == 2 && positive(variances), "variances", variances, "2 numbers above 0");
        boolean silent = cells == Cells.STRIDES && !clip && variances.equals(VARIANCES);
        Columns.require(!sizes.isEmpty() || silent, "sizes", "none", "those of the priors");
        Columns.require(
                ratios.isEmpty() || ratios.size() == sizes.size(),
                "ratios",
                ratios,
                "a list for each one of sizes, or none at all");
    }

    private static boolean positive(List<Double> numbers) {
        return numbers.stream().allMatch(number -> number > 0 && Double.isFinite(number));
    }

    boolean present() {
        return !sizes.isEmpty();
    }

    /** Ratios of a level's further priors. */
    List<Double> ratios(int level) {
        return ratios.isEmpty() ? List.of() : ratios.get(level);
    }

    /** Sizes of one unit written in the other are far from any picture. */
    boolean fit(AdapterBoxes.Unit unit) {
        return sizes.stream()
                .flatMap(List::stream)
                .allMatch(size -> unit == AdapterBoxes.Unit.PIXEL ? size >= 1 : size <= MOST_FRACTION);
    }
}
