package io.maskgate.models.export;

import java.util.Map;
import java.util.Set;

/**
 * What of a network stands in eight bits, and how.
 *
 * @param steps for each quantised value what it is measured in
 * @param layers the convolutions whose kernels are quantised too
 */
public record QuantisationPlan(Map<String, Step> steps, Set<String> layers) {
    /** The largest magnitude of a quantised number: symmetric, so that -128 is not used by kernels. */
    public static final int LEVELS = 127;

    /**
     * @param size what one step of the quantised number is worth
     * @param positive whether the value is never negative
     */
    public record Step(float size, boolean positive) {
        public Step {
            if (!(size > 0) || Float.isInfinite(size)) {
                throw new IllegalArgumentException("step of a quantisation is " + size + ", expected above 0");
            }
        }
    }

    public QuantisationPlan {
        steps = Map.copyOf(steps);
        layers = Set.copyOf(layers);
    }
}
