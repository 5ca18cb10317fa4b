package io.maskgate.daemon.tracking;

import java.util.Arrays;

/**
 * Least-cost assignment by the Hungarian method with potentials (shortest augmenting paths; Jonker and Volgenant, 1987),
 * O(rows² columns).
 *
 * <p>Optimal rather than greedy: where two faces cross, the greedy choice of the best pair leaves the other face its
 * worst one and swaps the names; and at a few dozen faces the optimum costs microseconds.
 */
final class Assignment {
    /** A row's cost for going without a column; pairs cost less. */
    static final double UNASSIGNED = 1;

    private static final int NONE = -1;

    private Assignment() {}

    /**
     * @param cost rows x columns, each below {@link #UNASSIGNED}, or that for a pair that cannot be
     * @return for each row its column, or -1
     */
    static int[] solve(double[][] cost, int columns) {
        int rows = cost.length;
        var result = new int[rows];
        Arrays.fill(result, NONE);
        if (rows == 0 || columns == 0) {
            return result;
        }
        if (rows > columns) {
            int[] transposed = solveWide(transpose(cost, columns));
            for (int column = 0; column < columns; column++) {
                result[transposed[column]] = column;
            }
        } else {
            System.arraycopy(solveWide(cost), 0, result, 0, rows);
        }
        for (int row = 0; row < rows; row++) {
            if (result[row] != NONE && cost[row][result[row]] >= UNASSIGNED) {
                result[row] = NONE;
            }
        }
        return result;
    }

    /** At most as many rows as columns: every row gets a column. Index 0 of the working arrays is the free one. */
    private static int[] solveWide(double[][] cost) {
        int rows = cost.length;
        int columns = cost[0].length;
        var rowPotential = new double[rows + 1];
        var columnPotential = new double[columns + 1];
        var rowOf = new int[columns + 1];
        var previous = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            rowOf[0] = row;
            int column = 0;
            var least = new double[columns + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            var used = new boolean[columns + 1];
            do {
                used[column] = true;
                int current = rowOf[column];
                double delta = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int j = 1; j <= columns; j++) {
                    if (used[j]) {
                        continue;
                    }
                    double reduced = cost[current - 1][j - 1] - rowPotential[current] - columnPotential[j];
                    if (reduced < least[j]) {
                        least[j] = reduced;
                        previous[j] = column;
                    }
                    if (least[j] < delta) {
                        delta = least[j];
                        next = j;
                    }
                }
                for (int j = 0; j <= columns; j++) {
                    if (used[j]) {
                        rowPotential[rowOf[j]] += delta;
                        columnPotential[j] -= delta;
                    } else {
                        least[j] -= delta;
                    }
                }
                column = next;
            } while (rowOf[column] != 0);
            while (column != 0) {
                rowOf[column] = rowOf[previous[column]];
                column = previous[column];
            }
        }
        var result = new int[rows];
        for (int j = 1; j <= columns; j++) {
            if (rowOf[j] != 0) {
                result[rowOf[j] - 1] = j - 1;
            }
        }
        return result;
    }

    private static double[][] transpose(double[][] cost, int columns) {
        var result = new double[columns][cost.length];
        for (int row = 0; row < cost.length; row++) {
            for (int column = 0; column < columns; column++) {
                result[column][row] = cost[row][column];
            }
        }
        return result;
    }
}
