package io.maskgate.models.train;

import io.maskgate.models.torch.ParameterStore;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/**
 * The exponential moving average of all values, running statistics included; it is what is evaluated and kept. The decay
 * rises from 0 as {@code decay * (1 - exp(-step / ramp))}, as DAMO-YOLO's does.
 */
record MovingAverage(ParameterStore average, double decay, double ramp) {
    void update(ParameterStore current, long step) {
        double keep = decay * (1 - Math.exp(-step / ramp));
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            average.trainable().lerp_(current.trainable(), new Scalar(1 - keep));
            average.statistics().lerp_(current.statistics(), new Scalar(1 - keep));
        }
    }
}
