package io.maskgate.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.models.fixtures.Recipes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationsTest {
    @TempDir
    Path folder;

    private Recipe recipe(boolean bfloat16) throws Exception {
        var text = Recipes.tiny(1).replace("bfloat16: false", "bfloat16: " + bfloat16);
        return Recipe.read(Files.writeString(folder.resolve("recipe.yaml"), text));
    }

    @Test
    void bfloat16IsForProcessorsThatHaveIt() throws Exception {
        assertThat(Activations.of(recipe(true), Set.of("avx2", "avx512_bf16"))).isEqualTo(ScalarType.BFloat16);
        assertThat(Activations.of(recipe(true), Set.of("asimd", "bf16"))).isEqualTo(ScalarType.BFloat16);
        assertThat(Activations.of(recipe(true), Set.of("avx2", "avx512_vnni"))).isEqualTo(ScalarType.Float);
    }

    @Test
    void aRecipeThatDoesNotWantItNeverGetsIt() throws Exception {
        assertThat(Activations.of(recipe(false), Set.of("avx512_bf16"))).isEqualTo(ScalarType.Float);
    }
}
