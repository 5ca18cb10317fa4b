package io.maskgate.daemon.camera;

import io.maskgate.daemon.metrics.GatewayMetrics;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Times the stages of a frame's way. Thread-safe. */
final class StageTimer {
    private final Map<Stage, DistributionDataPoint> points = new EnumMap<>(Stage.class);

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

    StageTimer(GatewayMetrics metrics) {
        for (var stage : Stage.values()) {
            points.put(stage, metrics.stageSeconds.labelValues(stage.name().toLowerCase(Locale.ROOT)));
        }
    }

    Running measure(Stage stage) {
        var point = points.get(stage);
        long start = System.nanoTime();
        return () -> {
            if (point != null) {
                point.observe((System.nanoTime() - start) / 1e9);
            }
        };
    }
}
