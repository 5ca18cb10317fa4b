package io.maskgate.models.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.models.compare.LatencyBench.Latency;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.net.LightMaskWidths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    private Path folder;

    @Test
    void theLargestWithinTheBudgetIsProposed() throws IOException {
        var comparison = comparison();
        assertThat(comparison.largestWithin(3, Latency::engine).map(Candidate::width))
                .hasValue(64);
        assertThat(comparison.largestWithin(3, ComparisonTest::processor).map(Candidate::width))
                .hasValue(96);
        assertThat(comparison.largestWithin(1, ComparisonTest::processor)).isEmpty();
    }

    @Test
    void aTableHasARowForEach() throws IOException {
        assertThat(comparison().text().lines())
                .hasSize(3)
                .element(1)
                .asString()
                .matches(
                        "lightmask-w8.8.16.32.32.32.. +64x64 +\\d+[,\\d]* +0\\.\\d{3} +0\\.\\d{2} +2\\.00 +1\\.50 +- +-");
        assertThat(comparison().json()).contains("\"architecture\" : \"lightmask-w8.8.16.32", "\"engine\" : 4.0");
    }

    @Test
    void aModelOfTheZooComesWithWhatItsCardTells() throws IOException {
        var fresh = narrow(64);
        var model = Files.createDirectories(folder.resolve("zoo/mine"));
        Files.copy(fresh.onnx(), model.resolve("fp32.onnx"));
        Files.writeString(
                model.resolve("card.json"), """
                {"schema": "maskgate.card/1", "name": "mine", "architecture": "%s",
                 "input": {"width": 64, "height": 64},
                 "metrics": [{"precision": "int8", "map50": 0.1, "faces": {"accuracy": 0.2}},
                             {"precision": "fp32", "map50": 0.75, "faces": {"accuracy": 0.9}}]}
                """.formatted(fresh.network().architecture()));

        var found = Candidate.of(new ModelZoo(List.of(folder.resolve("zoo"))).resolve("mine"))
                .orElseThrow();

        assertThat(found.network()).isEqualTo(fresh.network());
        assertThat(found.accuracy()).hasValue(new Candidate.Accuracy(0.75, 0.9));
    }

    @Test
    void aSmallerInputTakesLessTime() throws IOException {
        var latencies = new LatencyBench(1, 5)
                .run(List.of(narrow(64).onnx(), narrow(256).onnx()), _ -> {});
        assertThat(latencies.getFirst().engine())
                .isPositive()
                .isLessThan(latencies.getLast().engine());
        assertThat(latencies.getFirst().processor().orElseThrow()).isPositive();
    }

    @Test
    void aBenchOfNothingIsRefused() {
        assertThatThrownBy(() -> new LatencyBench(1, 0)).hasMessageEndingWith("expected 1 or more of both");
    }

    /** Of the engine's own threads the time is not known, and a part of it would be taken for all. */
    @Test
    void withSeveralThreadsNoProcessorTimeIsTold() throws IOException {
        var latency =
                new LatencyBench(2, 1).run(List.of(narrow(64).onnx()), _ -> {}).getFirst();
        assertThat(latency.processor()).isEmpty();
        var comparison = new Comparison(List.of(narrow(64)), List.of(latency));
        assertThat(comparison.text().lines()).last().asString().matches("lightmask.* \\d+\\.\\d{2} +- +- +-");
        assertThat(comparison.json()).contains("\"engine\"").doesNotContain("\"processor\"");
    }

    private static Latency latency(double engine, double processor) {
        return new Latency(engine, OptionalDouble.of(processor));
    }

    private static double processor(Latency latency) {
        return latency.processor().orElseThrow();
    }

    private Comparison comparison() throws IOException {
        return new Comparison(List.of(narrow(64), narrow(96)), List.of(latency(2, 1.5), latency(4, 3)));
    }

    private Candidate narrow(int side) throws IOException {
        return Candidate.fresh(new LightMask(LightMaskWidths.scaled(0.25)), side, side, folder);
    }
}
