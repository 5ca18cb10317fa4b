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

/** Whose metrics may be read. */
public final class CameraScope {
    /** Those of all cameras. */
    public static final CameraScope ALL = new CameraScope(_ -> true, _ -> false);

    private static final String LABEL = "camera";

    private final Predicate<String> cameras;
    private final Predicate<String> telling;

    private CameraScope(Predicate<String> cameras, Predicate<String> telling) {
        this.cameras = cameras;
        this.telling = telling;
    }

    /**
     * Those of some cameras, and what tells of none.
     *
     * @param telling names of metrics that tell, summed over all cameras, what happens at another
     */
    public static CameraScope some(Predicate<String> cameras, Predicate<String> telling) {
        return new CameraScope(cameras, telling);
    }

    /** Without the numbers that tell of another camera. */
    public MetricSnapshots of(MetricSnapshots all) {
        var kept = MetricSnapshots.builder();
        all.stream().map(this::kept).flatMap(Optional::stream).forEach(kept::metricSnapshot);
        return kept.build();
    }

    private Optional<MetricSnapshot> kept(MetricSnapshot metric) {
        Predicate<DataPointSnapshot> readable =
                readable(telling.test(metric.getMetadata().getPrometheusName()));
        if (metric.getDataPoints().stream().allMatch(readable)) {
            return Optional.of(metric);
        }
        // A kind of metric that is none of these has no camera yet; one day it may, and then it is left out as a whole.
        return switch (metric) {
            case CounterSnapshot counter ->
                Optional.of(new CounterSnapshot(counter.getMetadata(), points(counter.getDataPoints(), readable)));
            case GaugeSnapshot gauge ->
                Optional.of(new GaugeSnapshot(gauge.getMetadata(), points(gauge.getDataPoints(), readable)));
            case HistogramSnapshot histogram ->
                Optional.of(
                        new HistogramSnapshot(histogram.getMetadata(), points(histogram.getDataPoints(), readable)));
            default -> Optional.empty();
        };
    }

    private static <T extends DataPointSnapshot> List<T> points(List<T> points, Predicate<DataPointSnapshot> readable) {
        return points.stream().filter(readable).toList();
    }

    /** Which numbers may be read. */
    private Predicate<DataPointSnapshot> readable(boolean faces) {
        return point -> {
            String camera = point.getLabels().get(LABEL);
            return camera == null ? !faces : cameras.test(camera);
        };
    }
}
