package io.maskgate.models.compare;

import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.OnnxDetector;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Measures model files against each other, a picture of noise at a time. In a round each has its turn once.
 *
 * @param threads of the engine; 1 is the caller's own
 * @param rounds measured ones; one more warms up
 */
public record LatencyBench(int threads, int rounds) {
    private static final float MIN_SCORE = 0.5f;

    public LatencyBench {
        if (threads < 1 || rounds < 1) {
            throw new IllegalArgumentException(
                    "bench with " + threads + " threads and " + rounds + " rounds, expected 1 or more of both");
        }
    }

    /**
     * Medians of one file.
     *
     * @param engine milliseconds of the network alone, as a clock on the wall shows
     * @param processor milliseconds of processor time, NMS included; empty where the engine has other threads than the
     *     caller's, since theirs cannot be read
     */
    public record Latency(double engine, OptionalDouble processor) {}

    /**
     * Measures.
     *
     * @param progress is told how many rounds are done
     * @return in the order of the files
     * @throws io.maskgate.hw.inference.InferenceException when a file is none the detector takes
     */
    public List<Latency> run(List<Path> files, IntConsumer progress) {
        var turns = new ArrayList<Turn>();
        try {
            for (var file : files) {
                turns.add(Turn.open(file, threads, rounds));
            }
            for (int round = -1; round < rounds; round++) {
                for (var turn : turns) {
                    turn.take(round);
                }
                progress.accept(round + 1);
            }
            return turns.stream().map(turn -> turn.latency(threads == 1)).toList();
        } finally {
            turns.forEach(Turn::close);
        }
    }

    /** The name of what runs the file. */
    public static String engine(Path file) {
        try (var detector = OnnxDetector.open(file, InferenceOptions.defaults().withMaxBatch(1))) {
            return detector.engine();
        }
    }

    private record Turn(Detector detector, InputImage input, ThreadMXBean clock, double[] engine, double[] processor) {
        static Turn open(Path file, int threads, int rounds) {
            var detector = OnnxDetector.open(
                    file, InferenceOptions.defaults().withThreads(threads).withMaxBatch(1));
            var model = detector.model();
            var input =
                    new InputPool(1, model.width(), model.height()).acquire().orElseThrow();
            var noise = new byte[input.pixels().capacity()];
            new Random(1).nextBytes(noise);
            input.pixels().duplicate().put(noise);
            var clock = ManagementFactory.getThreadMXBean();
            return new Turn(detector, input, clock, new double[rounds], new double[rounds]);
        }

        void take(int round) {
            long engineBefore = detector.stats().engineNanos();
            long before = clock.getCurrentThreadCpuTime();
            detector.detect(List.of(input), MIN_SCORE);
            // The round before the first warms up and is written over.
            processor[Math.max(round, 0)] = (clock.getCurrentThreadCpuTime() - before) / 1e6;
            engine[Math.max(round, 0)] = (detector.stats().engineNanos() - engineBefore) / 1e6;
        }

        Latency latency(boolean alone) {
            Arrays.sort(engine);
            Arrays.sort(processor);
            return new Latency(
                    engine[engine.length / 2],
                    alone ? OptionalDouble.of(processor[processor.length / 2]) : OptionalDouble.empty());
        }

        void close() {
            input.close();
            detector.close();
        }
    }
}
