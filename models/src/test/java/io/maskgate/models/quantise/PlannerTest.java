package io.maskgate.models.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maskgate.models.export.Operation;
import io.maskgate.models.export.Operation.Kind;
import io.maskgate.models.export.QuantisationPlan.Step;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
    /** image -> stem -> a -> pool -> joined with b -> sum with b -> head */
    private static final List<Operation> OPERATIONS = List.of(
            new Operation(Kind.CONVOLUTION, "stem", List.of("image"), "s", true),
            new Operation(Kind.CONVOLUTION, "a", List.of("s"), "a.relu", true),
            new Operation(Kind.SAME_VALUES, "pool", List.of("a.relu"), "p", true),
            new Operation(Kind.CONVOLUTION, "b", List.of("s"), "b", false),
            new Operation(Kind.SAME_VALUES, "join", List.of("p", "b"), "j", false),
            new Operation(Kind.OTHER, "sum", List.of("j", "j"), "t", false),
            new Operation(Kind.CONVOLUTION, "head", List.of("t"), "logits", false));

    private static Planner planner() {
        var histograms = new LinkedHashMap<String, Histogram>();
        float most = 1;
        for (var operation : OPERATIONS) {
            var histogram = new Histogram();
            histogram.add(FloatBuffer.wrap(new float[] {most++}));
            histograms.put(operation.output(), histogram);
        }
        return new Planner(new Calibration(OPERATIONS, histograms), RangeMethod.MINMAX);
    }

    @Test
    void theLastConvolutionAndWhatOnlyHandsOnAreNoCandidates() {
        assertThat(planner().candidates()).containsExactly("stem", "a", "b", "sum");
    }

    @Test
    void ofWhatReadsThePictureOnlyAConvolutionIsACandidate() {
        var operations = List.of(
                new Operation(Kind.OTHER, "halved", List.of("image"), "halved", true),
                new Operation(Kind.CONVOLUTION, "a", List.of("halved"), "a", false),
                new Operation(Kind.CONVOLUTION, "b", List.of("a"), "b", false));
        assertThat(new Planner(new Calibration(operations, Map.of()), RangeMethod.MINMAX).candidates())
                .containsExactly("a");
    }

    @Test
    void aPictureIsReadInStepsOfItsLevelsAndMayBeNegativeOnceItIsCentred() {
        var plan = planner().plan(Set.of("stem"));
        assertThat(plan.layers()).containsExactly("stem");
        assertThat(plan.steps())
                .containsOnly(Map.entry("image", new Step(1, false)), Map.entry("s", new Step(1f / 127, true)));
    }

    @Test
    void valuesThatAreHandedOnShareTheStepOfTheLargest() {
        var plan = planner().plan(Set.of("a", "b", "sum"));

        assertThat(plan.layers()).containsExactlyInAnyOrder("a", "b");
        // a.relu, p, b and j are one: their largest number is 5.
        var shared = new Step(5f / 127, false);
        assertThat(plan.steps())
                .containsEntry("a.relu", shared)
                .containsEntry("p", shared)
                .containsEntry("b", shared)
                .containsEntry("j", shared)
                .containsEntry("s", new Step(1f / 127, true))
                .doesNotContainKeys("image", "logits");
        assertThat(plan.steps().get("t").size()).isCloseTo(6f / 127, within(1e-7f));
    }

    @Test
    void aLayerAloneIsQuantisedWithWhatItReadsAndGives() {
        var plan = planner().plan(Set.of("sum"));
        assertThat(plan.layers()).isEmpty();
        assertThat(plan.steps()).containsOnlyKeys("a.relu", "p", "b", "j", "t");
    }
}
