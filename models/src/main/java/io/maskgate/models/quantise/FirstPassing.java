package io.maskgate.models.quantise;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Tries one way after the other until the result of one passes; if none does, the best result is made again, since each replaces the last. */
final class FirstPassing {
    private FirstPassing() {}

    /** A way to a result. */
    interface Attempt<T, R> {
        R of(T way) throws IOException;
    }

    /**
     * The result that stands at the end.
     *
     * @param ways in the order in which they are tried, at least one
     * @param worth the more, the better
     */
    static <T, R> R of(List<T> ways, Attempt<T, R> attempt, Predicate<R> passes, ToDoubleFunction<R> worth)
            throws IOException {
        T best = ways.getFirst();
        double most = Double.NEGATIVE_INFINITY;
        for (var way : ways) {
            var result = attempt.of(way);
            if (passes.test(result)) {
                return result;
            }
            double found = worth.applyAsDouble(result);
            if (found > most) {
                best = way;
                most = found;
            }
            if (way.equals(ways.getLast()) && way.equals(best)) {
                return result;
            }
        }
        return attempt.of(best);
    }
}
