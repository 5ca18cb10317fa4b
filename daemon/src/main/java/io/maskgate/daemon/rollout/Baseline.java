package io.maskgate.daemon.rollout;

import java.util.OptionalDouble;

/**
 * How the old model worked before anything was loaded beside it.
 *
 * @param nanosPerPicture absent where it had too little to do
 * @param busy the share of the time its engine worked
 * @param accelerated whether it had an accelerator
 */
record Baseline(OptionalDouble nanosPerPicture, double busy, boolean accelerated) {
    /** Fewer pictures make no mean. */
    static final int PICTURES = 10;

    static Baseline of(Window window, boolean accelerated) {
        return new Baseline(window.nanosPerPicture(PICTURES), window.busy(), accelerated);
    }
}
