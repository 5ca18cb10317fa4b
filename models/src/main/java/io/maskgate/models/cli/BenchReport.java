package io.maskgate.models.cli;

import io.maskgate.models.net.Network;
import io.maskgate.models.train.Recipe;
import io.maskgate.models.train.StepBench;
import java.io.PrintWriter;
import java.util.Locale;

/** {@code maskgate train --bench}: seconds of a training step in the formats there are, and how they compare. */
record BenchReport(PrintWriter out, PrintWriter err) {
    private static final int ROUNDS = 10;

    void print(Recipe recipe, Network network) {
        try (var bench = new StepBench(recipe, network);
                var progress = LongWork.of("rounds", ROUNDS, err)) {
            var results = bench.run(ROUNDS, progress::done);
            double plain = results.getFirst().seconds();
            results.forEach(result -> out.printf(
                    Locale.ROOT,
                    "%-26s %.3f s/step  %.2f x%n",
                    result.name(),
                    result.seconds(),
                    plain / result.seconds()));
            out.flush();
        }
    }
}
