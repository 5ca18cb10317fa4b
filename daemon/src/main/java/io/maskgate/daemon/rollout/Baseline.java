package io.maskgate.daemon.rollout;

import java.util.OptionalDouble;

/**
 * How the old model worked before anything was loaded beside it.
 *
 * @param nanosPerPicture absent where it had too little to do; where the cards say what both models cost, as much as the
 *     new one is to take by that
 * @param busy the share of the time its engine worked
 * @param accelerated whether it had an accelerator
 */
record Baseline(OptionalDouble nanosPerPicture, double busy, boolean accelerated) {
    /** Fewer pictures make no mean. */
    static final int PICTURES = 10;

    static Baseline of(Window window, boolean accelerated) {
        return new Baseline(window.nanosPerPicture(PICTURES), window.busy(), accelerated);
    }

    /** For a model that costs so many times as much by the cards; one that is cheaper gains no less patience. */
    Baseline times(double cost) {
        return new Baseline(
                nanosPerPicture.isPresent()
                        ? OptionalDouble.of(nanosPerPicture.getAsDouble() * Math.max(1, cost))
                        : nanosPerPicture,
                busy,
                accelerated);
    }
}
