package io.maskgate.daemon.bench;

import io.maskgate.daemon.demo.TemporaryFolder;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What a process that only detects holds in memory, beyond the same Java with nothing to do. Each is a process of its own,
 * since what one model has left behind is not to be counted for the next. It detects twice a second until it has settled:
 * what loading and compiling took goes back to the system within ten seconds (-XX:TrimNativeHeapInterval in jvm.options).
 */
public final class DetectMemory {
    private static final int STARTS = 5;
    private static final Duration SETTLED = Duration.ofSeconds(12);
    private static final Duration PAUSE = Duration.ofMillis(500);
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

    /** Medians of some starts, all at once, since where the allocator puts what differs from one to the next. */
    OptionalLong of(Path model, int threads) throws IOException, InterruptedException {
        try (var waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            var empty = starts(waiting);
            var detecting = starts(waiting, model.toString(), Integer.toString(threads));
            long rest = median(empty);
            long whole = median(detecting);
            return rest == UNKNOWN || whole == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(whole - rest);
        }
    }

    private List<Future<Long>> starts(ExecutorService waiting, String... arguments) {
        return Stream.generate(() -> waiting.submit(() -> resident(arguments)))
                .limit(STARTS)
                .toList();
    }

    private static long median(List<Future<Long>> starts) throws IOException, InterruptedException {
        var bytes = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            try {
                bytes[i] = starts.get(i).get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e);
            }
        }
        Arrays.sort(bytes);
        return bytes[STARTS / 2];
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

    /** Detects in grey pictures, or does nothing, and prints the resident bytes once that has settled. */
    public static void main(String[] arguments) {
        long end = System.nanoTime() + SETTLED.toNanos();
        if (arguments.length == 0) {
            repeat(end, () -> {});
            return;
        }
        var options = InferenceOptions.defaults()
                .withThreads(Integer.parseInt(arguments[1]))
                .withMaxBatch(1);
        try (var detector = OnnxDetector.open(Path.of(arguments[0]), options)) {
            var model = detector.model();
            try (var image =
                    new InputPool(1, model.width(), model.height()).acquire().orElseThrow()) {
                repeat(end, () -> detector.detect(List.of(image), MIN_SCORE));
            }
        }
    }

    private static void repeat(long end, Runnable work) {
        do {
            work.run();
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() - end < 0);
        work.run();
        System.gc();
        System.out.println(ProcessStats.ofThisProcess().residentBytes().orElse(UNKNOWN));
    }
}
