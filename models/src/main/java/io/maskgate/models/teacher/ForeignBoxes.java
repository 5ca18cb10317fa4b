package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.InferenceException;
import java.util.function.Function;

/** From the numbers of an output to boxes in pixels of the input. Immutable; any number of threads share it. */
final class ForeignBoxes {
    private final AdapterInput input;
    private final AdapterBoxes says;
    private final Function<ForeignRows, Reader> decoding;

    ForeignBoxes(AdapterInput input, AdapterBoxes says) {
        this.input = input;
        this.says = says;
        decoding = switch (says.decode()) {
            case NONE -> this::plain;
            case YOLOX -> yolox(Grid.of(input, says));
            case SSD -> ssd(new ForeignPriors(input, says));
        };
    }

    /**
     * Where each row of a YOLOX output belongs: level by level, each row by row ({@code meshgrid} of its demo_utils).
     *
     * @param x column of its cell
     * @param y row of its cell
     * @param stride pixels of a cell
     */
    private record Grid(int[] x, int[] y, int[] stride) {
        private static Grid of(AdapterInput input, AdapterBoxes says) {
            int count = says.strides().stream()
                    .mapToInt(s -> input.width() / s * (input.height() / s))
                    .sum();
            var grid = new Grid(new int[count], new int[count], new int[count]);
            int at = 0;
            for (int stride : says.strides()) {
                int across = input.width() / stride;
                for (int cell = 0; cell < across * (input.height() / stride); cell++) {
                    grid.x[at] = cell % across;
                    grid.y[at] = cell / across;
                    grid.stride[at++] = stride;
                }
            }
            return grid;
        }
    }

    /** A box for a row. */
    @FunctionalInterface
    interface Reader {
        Box at(int row);
    }

    /**
     * Of one answer.
     *
     * @throws InferenceException when there are other cells or priors than the output has rows
     */
    Reader of(ForeignRows rows) {
        return decoding.apply(rows);
    }

    private float number(ForeignRows rows, int row, int which) {
        return rows.at(row, says.columns().get(which));
    }

    private Reader plain(ForeignRows rows) {
        return row -> box(number(rows, row, 0), number(rows, row, 1), number(rows, row, 2), number(rows, row, 3));
    }

    /** Centre {@code (value + cell) * stride}, size {@code exp(value) * stride} (arXiv:2107.08430). */
    private Function<ForeignRows, Reader> yolox(Grid grid) {
        return rows -> {
            if (grid.stride.length != rows.count()) {
                throw new InferenceException("output " + rows.name() + ": expected " + grid.stride.length
                        + " boxes, a cell each at strides " + says.strides() + " of " + input.width() + " x "
                        + input.height() + ", found " + rows.count());
            }
            return row -> {
                int stride = grid.stride[row];
                return box(
                        (number(rows, row, 0) + grid.x[row]) * stride,
                        (number(rows, row, 1) + grid.y[row]) * stride,
                        (float) Math.exp(number(rows, row, 2)) * stride,
                        (float) Math.exp(number(rows, row, 3)) * stride);
            };
        };
    }

    private Function<ForeignRows, Reader> ssd(ForeignPriors priors) {
        return rows -> {
            priors.require(rows);
            return row -> priors.box(
                    row, number(rows, row, 0), number(rows, row, 1), number(rows, row, 2), number(rows, row, 3));
        };
    }

    private Box box(float a, float b, float c, float d) {
        boolean fraction = says.unit() == AdapterBoxes.Unit.FRACTION;
        float sx = fraction ? input.width() : 1;
        float sy = fraction ? input.height() : 1;
        return switch (says.form()) {
            case CORNERS -> new Box(a * sx, b * sy, c * sx, d * sy);
            case CORNERS_YX -> new Box(b * sx, a * sy, d * sx, c * sy);
            case CENTRE -> new Box((a - c / 2) * sx, (b - d / 2) * sy, (a + c / 2) * sx, (b + d / 2) * sy);
        };
    }
}
