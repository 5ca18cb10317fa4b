package io.maskgate.daemon.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    @Test
    void theOptimumBeatsTheGreedyChoice() {
        // Greedy takes 0.1 first and is left with 0.9; 0.2 + 0.2 is less.
        assertThat(Assignment.solve(new double[][] {{0.1, 0.2}, {0.2, 0.9}}, 2)).containsExactly(1, 0);
    }

    @Test
    void aGoodPairIsNotBrokenToMakeTwoBadOnes() {
        assertThat(Assignment.solve(new double[][] {{0.1, 0.95}, {0.3, 1}}, 2)).containsExactly(0, -1);
    }

    @Test
    void pairsThatCannotBeStayApart() {
        assertThat(Assignment.solve(new double[][] {{1, 1}, {1, 0.5}, {1, 1}}, 2))
                .containsExactly(-1, 1, -1);
    }

    @Test
    void nothingToAssignIsAnAnswerToo() {
        assertThat(Assignment.solve(new double[0][], 3)).isEmpty();
        assertThat(Assignment.solve(new double[2][0], 0)).containsExactly(-1, -1);
    }

    @Property(tries = 500)
    void noAssignmentCostsLess(
            @ForAll @IntRange(min = 1, max = 6) int rows,
            @ForAll @IntRange(min = 1, max = 6) int columns,
            @ForAll long seed) {
        var random = new Random(seed);
        var cost = new double[rows][columns];
        for (double[] row : cost) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextInt(3) == 0 ? Assignment.UNASSIGNED : random.nextDouble();
            }
        }

        int[] solution = Assignment.solve(cost, columns);

        double total = 0;
        var used = new boolean[columns];
        for (int row = 0; row < rows; row++) {
            int column = solution[row];
            total += column < 0 ? Assignment.UNASSIGNED : cost[row][column];
            if (column >= 0) {
                assertThat(used[column]).isFalse();
                used[column] = true;
            }
        }
        assertThat(total).isCloseTo(leastByTrying(cost, 0, new boolean[columns]), within(1e-9));
    }

    private static double leastByTrying(double[][] cost, int row, boolean[] used) {
        if (row == cost.length) {
            return 0;
        }
        double least = Assignment.UNASSIGNED + leastByTrying(cost, row + 1, used);
        for (int column = 0; column < used.length; column++) {
            if (!used[column]) {
                used[column] = true;
                least = Math.min(least, cost[row][column] + leastByTrying(cost, row + 1, used));
                used[column] = false;
            }
        }
        return least;
    }
}
