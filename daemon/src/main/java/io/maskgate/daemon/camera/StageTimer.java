package io.maskgate.daemon.camera;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.util.Locale;

/** Times the stages of a frame's way. */
record StageTimer(GatewayMetrics metrics) {
    /** The stages, named as in the metric's label. */
    enum Stage {
        SCALE,
        INFER,
        TRACK,
        PREVIEW
    }

    /** Ends the measurement when closed. */
    interface Running extends AutoCloseable {
        @Override
        void close();
    }

    Running measure(Stage stage) {
        long start = System.nanoTime();
        return () -> metrics.stageSeconds
                .labelValues(stage.name().toLowerCase(Locale.ROOT))
                .observe((System.nanoTime() - start) / 1e9);
    }
}
