package io.maskgate.models.pipeline;

import io.maskgate.models.train.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Whether a teacher that the run trained knows more than the student that came of it. The student alone is not trained for it: one
 * that with its help ends above it shows as well that there was nothing to learn from it.
 */
final class Comparing {
    private static final String MAP50 = "map50";

    private Comparing() {}

    /** What a verdict must say of it; nothing where the run trained no teacher, or one of them was never evaluated. */
    static List<String> notes(Layout at, String teacher, String student) throws IOException {
        var taught = best(at.training(teacher).resolve("curve.csv"));
        var learnt = best(at.training(student).resolve("curve.csv"));
        if (taught.isEmpty() || learnt.isEmpty()) {
            return List.of();
        }
        String figures = String.format(
                Locale.ROOT,
                "the teacher's best mAP50 on val is %.4f, its student's %.4f, each at the size of its recipe",
                taught.getAsDouble(),
                learnt.getAsDouble());
        // One that went on from these weights is to end above them.
        if (Recipe.read(at.filled(student)).distillation().teachers().isEmpty()) {
            return List.of(figures + ": it went on from these weights");
        }
        return List.of(
                taught.getAsDouble() > learnt.getAsDouble()
                        ? figures + ": it is ahead of what came of it"
                        : figures
                                + ": it is not ahead of what came of it; train the student by its labels alone, or the teacher"
                                + " longer");
    }

    private static OptionalDouble best(Path curve) throws IOException {
        if (!Files.exists(curve)) {
            return OptionalDouble.empty();
        }
        var lines = Files.readAllLines(curve);
        int column = lines.isEmpty()
                ? -1
                : Arrays.asList(lines.getFirst().split(",")).indexOf(MAP50);
        if (column < 0) {
            return OptionalDouble.empty();
        }
        return lines.stream()
                .skip(1)
                .map(line -> line.split(",", -1)[column])
                .filter(cell -> !cell.isEmpty())
                .mapToDouble(Double::parseDouble)
                .max();
    }
}
