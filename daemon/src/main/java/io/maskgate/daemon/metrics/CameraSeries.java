package io.maskgate.daemon.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Numbers with names of cameras, which go when the name is no more. */
final class CameraSeries {
    private static final String CAMERA = "camera";
    private static final String LINE = "line";

    private final List<Metric> metrics = new ArrayList<>();

    private record Metric(Supplier<? extends MetricSnapshot> read, Consumer<String[]> remove, List<String> labels) {
        void remove(Names of) {
            read.get().getDataPoints().stream()
                    .map(point -> point.getLabels())
                    .filter(each -> of.are(each::get))
                    .map(each -> labels.stream().map(each::get).toArray(String[]::new))
                    .forEach(remove);
        }
    }

    private interface Names {
        boolean are(Label label);
    }

    private interface Label {
        @Nullable
        String value(String name);
    }

    /** @param labels in the order in which the metric takes their values; one without a camera's is left alone */
    void add(Supplier<? extends MetricSnapshot> read, Consumer<String[]> remove, List<String> labels) {
        if (labels.contains(CAMERA)) {
            metrics.add(new Metric(read, remove, labels));
        }
    }

    /** All that is of this camera. */
    void removeCamera(String camera) {
        metrics.forEach(metric -> metric.remove(label -> camera.equals(label.value(CAMERA))));
    }

    /** What is of a line of this camera that is none of these. */
    void removeLines(String camera, Predicate<String> kept) {
        metrics.stream()
                .filter(metric -> metric.labels().contains(LINE))
                .forEach(metric -> metric.remove(label -> {
                    String line = label.value(LINE);
                    return camera.equals(label.value(CAMERA)) && line != null && !kept.test(line);
                }));
    }
}
