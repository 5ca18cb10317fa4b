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
import java.util.function.Consumer;
import java.util.function.LongSupplier;

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
            var looks = new EnumMap<Precision, Consumer<InputImage>>(Precision.class);
            detectors.forEach(
                    (precision, detector) -> looks.put(precision, input -> detector.detect(List.of(input), MIN_SCORE)));
            return inTurns(looks, inputs, rounds, Speed::processorNanos);
        } finally {
            detectors.values().forEach(Detector::close);
        }
    }

    /** @param nanos the clock */
    static Speed inTurns(
            Map<Precision, Consumer<InputImage>> looks, List<InputImage> inputs, int rounds, LongSupplier nanos) {
        var times = new EnumMap<Precision, long[]>(Precision.class);
        looks.keySet().forEach(precision -> times.put(precision, new long[rounds]));
        for (int i = -WARM_UP; i < rounds; i++) {
            var input = inputs.get(Math.floorMod(i, inputs.size()));
            for (var entry : looks.entrySet()) {
                long start = nanos.getAsLong();
                entry.getValue().accept(input);
                long taken = nanos.getAsLong() - start;
                if (i >= 0) {
                    times.get(entry.getKey())[i] = taken;
                }
            }
        }
        var medians = new EnumMap<Precision, Double>(Precision.class);
        times.forEach((precision, taken) -> medians.put(precision, median(taken)));
        return new Speed(rounds, medians);
    }

    /** What this thread has used: no time in which others had the processor. */
    static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2] / 1e6;
    }

    /** How many times the speed of float32 this precision has. */
    public double gain(Precision precision) {
        return median(Precision.FP32) / median(precision);
    }

    /** Milliseconds as the card holds them, by which a gateway chooses. */
    public double hundredths(Precision precision) {
        return Math.round(median(precision) * 100) / 100.0;
    }

    /** @throws IllegalStateException where it was not timed: any number in its place would choose for the gateway */
    public double median(Precision precision) {
        var found = milliseconds.get(precision);
        if (found == null) {
            throw new IllegalStateException(
                    "times on one thread: expected one of " + precision.text() + ", found those of "
                            + milliseconds.keySet().stream()
                                    .map(Precision::text)
                                    .sorted()
                                    .toList() + "; measure it too");
        }
        return found;
    }
}
