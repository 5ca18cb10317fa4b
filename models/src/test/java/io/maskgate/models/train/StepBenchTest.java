package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.fixtures.Recipes;
import io.maskgate.models.net.LightMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepBenchTest {
    @TempDir
    private Path folder;

    @Test
    void everyVariantDoesWholeSteps() throws IOException {
        var recipe = Recipe.read(Files.writeString(folder.resolve("recipe.yaml"), Recipes.tiny(1)));
        var rounds = new ArrayList<Integer>();
        try (var bench = new StepBench(recipe, new LightMask(16))) {
            var results = bench.run(1, rounds::add);
            assertThat(results)
                    .extracting(StepBench.Result::name)
                    .containsExactly(
                            "float32, channels first",
                            "float32, channels last",
                            "bfloat16, channels first",
                            "bfloat16, channels last");
            assertThat(results)
                    .allSatisfy(result -> assertThat(result.seconds()).isPositive());
        }
        assertThat(rounds.getLast()).isEqualTo(1);
    }
}
