package io.maskgate.daemon.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Metrics of some cameras, and of everything else. */
public final class CameraScope {
    private static final String LABEL = "camera";

    private CameraScope() {}

    /** Without the numbers that tell of another camera. */
    public static MetricSnapshots of(MetricSnapshots all, Predicate<String> cameras) {
        var kept = MetricSnapshots.builder();
        all.stream()
                .map(metric -> kept(metric, cameras))
                .flatMap(Optional::stream)
                .forEach(kept::metricSnapshot);
        return kept.build();
    }

    private static Optional<MetricSnapshot> kept(MetricSnapshot metric, Predicate<String> cameras) {
        if (metric.getDataPoints().stream().allMatch(point -> tells(point, cameras))) {
            return Optional.of(metric);
        }
        // A kind of metric that is none of these has no camera yet; one day it may, and then it is left out as a whole.
        return switch (metric) {
            case CounterSnapshot counter ->
                Optional.of(new CounterSnapshot(counter.getMetadata(), points(counter.getDataPoints(), cameras)));
            case GaugeSnapshot gauge ->
                Optional.of(new GaugeSnapshot(gauge.getMetadata(), points(gauge.getDataPoints(), cameras)));
            case HistogramSnapshot histogram ->
                Optional.of(new HistogramSnapshot(histogram.getMetadata(), points(histogram.getDataPoints(), cameras)));
            default -> Optional.empty();
        };
    }

    private static <T extends DataPointSnapshot> List<T> points(List<T> points, Predicate<String> cameras) {
        return points.stream().filter(point -> tells(point, cameras)).toList();
    }

    private static boolean tells(DataPointSnapshot point, Predicate<String> cameras) {
        String camera = point.getLabels().get(LABEL);
        return camera == null || cameras.test(camera);
    }
}
