package io.maskgate.daemon.bench;

import io.maskgate.hw.host.ProcessStats;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.OnnxDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a process that only detects holds in memory, beyond the same Java with nothing to do. Each is a process of its own,
 * since what one model has left behind is not to be counted for the next.
 */
public final class DetectMemory {
    private static final int STARTS = 5;
    private static final int RUNS = 20;
    private static final float MIN_SCORE = 0.1f;
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final long UNKNOWN = -1;

    private final Program program;

    /** @param program starts {@link #main} as the user started this process */
    DetectMemory(Program program) {
        this.program = program;
    }

    static DetectMemory own() {
        var needed = new ArrayList<Class<?>>(List.of(DetectMemory.class));
        needed.addAll(OnnxDetector.parts());
        return new DetectMemory(Program.own(DetectMemory.class, needed));
    }

    /** The median of some starts, since where the allocator puts what differs from one to the next. */
    OptionalLong of(Path model, int threads) throws IOException, InterruptedException {
        var beyond = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long empty = resident();
            long detecting = resident(model.toString(), Integer.toString(threads));
            if (empty == UNKNOWN || detecting == UNKNOWN) {
                return OptionalLong.empty();
            }
            beyond[i] = detecting - empty;
        }
        Arrays.sort(beyond);
        return OptionalLong.of(beyond[STARTS / 2]);
    }

    private long resident(String... arguments) throws IOException, InterruptedException {
        try (var folder = new TemporaryFolder("maskgate-bench");
                var child = Child.start(
                        "memory of detecting",
                        program.with(arguments),
                        folder.path().resolve("log"))) {
            String line = child.firstLine(DEADLINE);
            try {
                return Long.parseLong(line);
            } catch (NumberFormatException e) {
                throw child.failed("was to print its resident bytes, printed " + line);
            }
        }
    }

    /** Detects in grey pictures, or does nothing, and prints the resident bytes. */
    public static void main(String[] arguments) {
        if (arguments.length == 0) {
            print();
            return;
        }
        var options = InferenceOptions.defaults()
                .withThreads(Integer.parseInt(arguments[1]))
                .withMaxBatch(1);
        try (var detector = OnnxDetector.open(Path.of(arguments[0]), options)) {
            var model = detector.model();
            try (var image =
                    new InputPool(1, model.width(), model.height()).acquire().orElseThrow()) {
                for (int i = 0; i < RUNS; i++) {
                    detector.detect(List.of(image), MIN_SCORE);
                }
            }
            print();
        }
    }

    private static void print() {
        System.gc();
        System.out.println(ProcessStats.ofThisProcess().residentBytes().orElse(UNKNOWN));
    }
}
