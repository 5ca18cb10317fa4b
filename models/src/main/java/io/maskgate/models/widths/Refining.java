package io.maskgate.models.widths;

import io.maskgate.models.calibrate.CalibratedWeights;
import io.maskgate.models.net.Architectures;
import io.maskgate.models.net.Cost;
import io.maskgate.models.net.FineLightMask;
import io.maskgate.models.net.FineWidths;
import io.maskgate.models.net.LightMask;
import io.maskgate.models.weights.Safetensors;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;

/**
 * Gives a LightMask a level of stride 4 in place of that of 32: what both networks have keeps its weights, as they were trained, what is new is drawn. It has to
 * be trained further.
 *
 * @param seed of what is drawn
 */
public record Refining(long seed) {
    /**
     * The weights to begin with.
     *
     * @throws IllegalArgumentException when the weights are of another network than LightMask, or do not fit it
     */
    public Safetensors of(Safetensors weights) {
        if (!(Architectures.of(weights) instanceof LightMask plain)) {
            throw new IllegalArgumentException(
                    "architecture is " + weights.metadata().get("architecture")
                            + ", expected a lightmask with levels of strides 8, 16 and 32");
        }
        var fine = new FineLightMask(FineWidths.of(plain.widths()));
        var trained = CalibratedWeights.asTrained(weights);
        var random = new SplittableRandom(seed);
        var tensors = new LinkedHashMap<String, Safetensors.Entry>();
        for (var spec : Cost.of(fine, 64, 64).specs()) {
            var old = trained.tensors().get(spec.name());
            tensors.put(
                    spec.name(),
                    old != null && old.shape().equals(spec.shape())
                            ? old
                            : new Safetensors.Entry(spec.shape(), spec.draw(random)));
        }
        var metadata = new LinkedHashMap<>(trained.metadata());
        metadata.put("architecture", fine.architecture());
        // It was measured without the level that is drawn anew.
        metadata.remove("map50");
        metadata.put("refined", "of " + plain.architecture());
        return new Safetensors(metadata, tensors);
    }
}
