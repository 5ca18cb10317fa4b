package io.maskgate.models.teacher;

import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.OnnxModel;
import java.util.Arrays;

/**
 * An output as rows, one for each box, whichever way it lies in memory.
 *
 * @param count of rows
 * @param width numbers in each
 * @param across whether the numbers of one column lie side by side
 */
record ForeignRows(String name, float[] values, int count, int width, boolean across) {
    /**
     * A table; axes of size 1 before its two are passed over.
     *
     * @param least the columns that are read
     * @throws InferenceException when it is another shape
     */
    static ForeignRows table(String name, OnnxModel.Output output, AdapterOrder order, int least) {
        long[] shape = output.shape();
        int last = shape.length - 1;
        boolean rows = order == AdapterOrder.ROWS;
        boolean table = last >= 1 && Arrays.stream(shape, 0, last - 1).allMatch(size -> size == 1);
        long width = table ? shape[rows ? last : last - 1] : 0;
        if (width < least) {
            throw new InferenceException("output " + name + ": expected "
                    + (rows ? "[1,N," + least + " or more]" : "[1," + least + " or more,N]") + ", found "
                    + Arrays.toString(shape));
        }
        return new ForeignRows(name, output.values(), (int) shape[rows ? last - 1 : last], (int) width, !rows);
    }

    /** One number for each box, in whatever shape; otherwise a table. */
    static ForeignRows column(String name, OnnxModel.Output output, AdapterOrder order, int column, int boxes) {
        return output.values().length == boxes && column == 0
                ? new ForeignRows(name, output.values(), boxes, 1, false)
                : table(name, output, order, column + 1);
    }

    float at(int row, int column) {
        return values[across ? column * count + row : row * width + column];
    }
}
