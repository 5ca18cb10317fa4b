package io.maskgate.models.teacher;

import io.maskgate.hw.inference.InferenceException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * From the numbers of an output to the probability of each label.
 *
 * @param classes where a row names its class: these names
 */
record ForeignScores(Adapter adapter, ForeignRows scores, Optional<ForeignRows> classes) {
    /** Of a face with a mask and of one without; their sum may be above 1 where classes are each yes or no. */
    record Labels(float facemask, float noFacemask) {
        private static final Labels NONE = new Labels(0, 0);

        float foreground() {
            return facemask + noFacemask;
        }
    }

    /** @throws InferenceException when a number is no probability */
    Labels at(int row) {
        return classes.map(names -> named(row, names)).orElseGet(() -> byColumn(row));
    }

    /** What is filled up with nothing has a score of 0 or less, and a class that means nothing. */
    private Labels named(int row, ForeignRows names) {
        var says = adapter.classes();
        float score = scores.at(row, adapter.scores().column());
        if (score <= 0) {
            return Labels.NONE;
        }
        int name = Math.round(names.at(row, says.column()));
        float sure = (float) probability(score);
        return new Labels(
                says.facemask().contains(name) ? sure : 0, says.noFacemask().contains(name) ? sure : 0);
    }

    private Labels byColumn(int row) {
        var says = adapter.scores();
        IntToDoubleFunction one = switch (says.activation()) {
            case NONE -> column -> probability(scores.at(row, column));
            case SIGMOID -> column -> probability(sigmoid(scores.at(row, column)));
            case SOFTMAX -> softmax(row);
        };
        double face = says.objectness().isEmpty() ? 1 : object(row, says);
        return new Labels(
                (float) (face * together(says.facemask(), one)), (float) (face * together(says.noFacemask(), one)));
    }

    private double object(int row, AdapterScores says) {
        float value = scores.at(row, says.objectness().getFirst());
        return probability(says.activation() == AdapterScores.Activation.NONE ? value : sigmoid(value));
    }

    /** Classes that became one label exclude each other. */
    private static double together(List<Integer> columns, IntToDoubleFunction probability) {
        return Math.min(
                1, columns.stream().mapToDouble(probability::applyAsDouble).sum());
    }

    private IntToDoubleFunction softmax(int row) {
        int[] columns = adapter.scores().together();
        double most = IntStream.of(columns)
                .mapToDouble(column -> scores.at(row, column))
                .max()
                .orElseThrow();
        double all = IntStream.of(columns)
                .mapToDouble(column -> Math.exp(scores.at(row, column) - most))
                .sum();
        return column -> probability(Math.exp(scores.at(row, column) - most) / all);
    }

    private static double sigmoid(double value) {
        return 1 / (1 + Math.exp(-value));
    }

    private double probability(double p) {
        if (!(p >= -1e-3 && p <= 1.001)) {
            throw new InferenceException("output " + scores.name() + ": expected probabilities, found " + (float) p);
        }
        return Math.clamp(p, 0.0, 1.0);
    }
}
