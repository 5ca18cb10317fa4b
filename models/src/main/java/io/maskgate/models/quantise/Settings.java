package io.maskgate.models.quantise;

import java.util.Optional;

/**
 * How a model is quantised.
 *
 * @param samples pictures for the ranges
 * @param ranges how these follow from what was seen; where nothing is asked for, the method that changes the network's
 *     answers least
 * @param mostLoss how much mAP50 may fall, 0 to 1
 * @param acceptLoss whether files are written even when it falls by more
 */
public record Settings(int samples, Optional<RangeMethod> ranges, double mostLoss, boolean acceptLoss) {
    /** What mAP50 may lose: half a point. */
    public static final double MOST_LOSS = 0.005;

    /** Beyond it is a slip of the pen. */
    public static final int MOST_SAMPLES = 10_000;

    public Settings {
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new IllegalArgumentException("samples is " + samples + ", expected 1 to " + MOST_SAMPLES);
        }
        if (!(mostLoss >= 0 && mostLoss <= 1)) {
            throw new IllegalArgumentException("the loss of mAP50 is " + mostLoss + ", expected 0 to 1");
        }
    }
}
