package io.maskgate.models.train;

import io.maskgate.hw.host.Host;
import java.util.Set;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** In what format a training step's activations are. */
public final class Activations {
    /** As /proc/cpuinfo has it: instructions that multiply bfloat16. Without them oneDNN imitates it, slower than float32. */
    private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

    private Activations() {}

    /** What the recipe wants, on this machine. */
    public static ScalarType here(Recipe recipe) {
        return of(recipe, Host.read().features());
    }

    /** @param features of the processor */
    static ScalarType of(Recipe recipe, Set<String> features) {
        return recipe.bfloat16() && features.stream().anyMatch(BFLOAT16::contains)
                ? ScalarType.BFloat16
                : ScalarType.Float;
    }
}
