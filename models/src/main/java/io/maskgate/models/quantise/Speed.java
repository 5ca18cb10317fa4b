package io.maskgate.models.quantise;

import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.Precision;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one picture costs in each precision on one thread.
 *
 * @param rounds pictures given to each
 * @param milliseconds medians of processor time, network and NMS
 */
public record Speed(int rounds, Map<Precision, Double> milliseconds) {
    private static final int WARM_UP = 3;
    private static final float MIN_SCORE = 0.1f;

    public Speed {
        milliseconds = Map.copyOf(milliseconds);
    }

    /** The precisions take turns, so that other work on the machine slows all of them alike. */
    static Speed measure(Map<Precision, Path> files, List<InputImage> inputs, int rounds) {
        var options = InferenceOptions.defaults().withThreads(1).withMaxBatch(1);
        var detectors = new EnumMap<Precision, Detector>(Precision.class);
        try {
            files.forEach((precision, file) -> detectors.put(precision, OnnxDetector.open(file, options)));
            var times = new EnumMap<Precision, long[]>(Precision.class);
            detectors.keySet().forEach(precision -> times.put(precision, new long[rounds]));
            for (int i = -WARM_UP; i < rounds; i++) {
                var input = List.of(inputs.get(Math.floorMod(i, inputs.size())));
                for (var entry : detectors.entrySet()) {
                    long nanos = processor(() -> entry.getValue().detect(input, MIN_SCORE));
                    if (i >= 0) {
                        times.get(entry.getKey())[i] = nanos;
                    }
                }
            }
            var medians = new EnumMap<Precision, Double>(Precision.class);
            times.forEach((precision, nanos) -> medians.put(precision, median(nanos)));
            return new Speed(rounds, medians);
        } finally {
            detectors.values().forEach(Detector::close);
        }
    }

    private static long processor(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        return threads.getCurrentThreadCpuTime() - start;
    }

    private static double median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2] / 1e6;
    }

    /** How many times the speed of float32 this precision has. */
    public double gain(Precision precision) {
        return milliseconds.getOrDefault(Precision.FP32, Double.NaN) / milliseconds.getOrDefault(precision, Double.NaN);
    }

    /** Milliseconds as the card holds them, by which a gateway chooses. */
    public double hundredths(Precision precision) {
        return Math.round(milliseconds.getOrDefault(precision, 0.0) * 100) / 100.0;
    }
}
