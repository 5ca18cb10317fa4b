package io.maskgate.models.distil;

/** How the weight of a kind of knowledge goes over a run. */
public enum Ramp {
    /** The same throughout. */
    CONSTANT,
    /** Half a cosine from the whole weight down to its share {@code end}. */
    COSINE;

    /**
     * The factor of a weight.
     *
     * @param progress 0 at the run's first step to 1 at its end
     * @param end the share that is left at the end
     */
    double at(double progress, double end) {
        return switch (this) {
            case CONSTANT -> 1;
            case COSINE -> end + (1 - end) * (1 + Math.cos(Math.PI * Math.clamp(progress, 0, 1))) / 2;
        };
    }
}
