package io.maskgate.daemon.rollout;

import io.maskgate.daemon.config.ModelKeys.Engine;
import io.maskgate.hw.inference.EngineStatus;
import java.util.OptionalDouble;

/**
 * How the old model worked before anything was loaded beside it, and what that asks of the new one.
 *
 * @param nanosPerPicture absent where it had too little to do, or an engine that is not asked for any more; where the
 *     cards say what both models cost, as much as the new one is to take by that
 * @param picturesPerSecond how many it looked at, whatever each of them cost; absent where it had too little to do
 * @param busy the share of the time its engine worked
 * @param accelerated whether the new one has to have an accelerator
 */
record Baseline(OptionalDouble nanosPerPicture, OptionalDouble picturesPerSecond, double busy, boolean accelerated) {
    /** Fewer pictures make no mean. */
    static final int PICTURES = 10;

    /** @param next what is asked for: whoever asks for less than the old model has gets less */
    static Baseline of(Window window, Serving old, ModelChoice next) {
        boolean toProcessor = next.engine() == Engine.CPU;
        boolean accelerated = next.engine() == Engine.TENSORRT || old.accelerated() && !toProcessor;
        // An accelerator that is given up, or that fails now and then, says nothing of the processor's time.
        boolean another = toProcessor && old.loaded().status().state() != EngineStatus.State.CPU;
        var nanos = another ? OptionalDouble.empty() : window.nanosPerPicture(PICTURES);
        double threads = (double) old.choice().usedThreads() / next.usedThreads();
        return new Baseline(nanos, window.picturesPerSecond(PICTURES), window.busy(), accelerated)
                .times(accelerated ? 1 : threads);
    }

    /** For a model that costs so many times as much; one that is cheaper gains no less patience. */
    Baseline times(double cost) {
        return new Baseline(
                nanosPerPicture.isPresent()
                        ? OptionalDouble.of(nanosPerPicture.getAsDouble() * Math.max(1, cost))
                        : nanosPerPicture,
                picturesPerSecond,
                busy,
                accelerated);
    }
}
