package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Built engines and the builder's measurements, in one folder. What is damaged or was made for something else is deleted,
 * counted, and built again. One process at a time writes; two would write the same.
 */
final class EngineCache {
    static final String ENDING = ".engine";
    static final String PART = ".part";

    private static final System.Logger LOG = System.getLogger(EngineCache.class.getName());
    private static final String TIMINGS = "timings-";
    /** Old models and old TensorRT versions leave engines behind; the youngest stay. */
    private static final int KEPT = 8;
    /** A temporary file this old belongs to a process that was killed. */
    private static final Duration CUT_SHORT = Duration.ofHours(1);
    /** What once ended a process this long ago was of another driver or model. */
    private static final Duration FORGOTTEN = Duration.ofDays(30);

    private final Path folder;
    private final EngineCounters counters;

    EngineCache(Path folder, EngineCounters counters) {
        this.folder = folder;
        this.counters = counters;
    }

    Path file(EngineKey key) {
        return folder.resolve(key.fileName());
    }

    /** Whether there is a file for this key, good or not. */
    boolean has(EngineKey key) {
        return Files.exists(file(key));
    }

    /** The engine built for this key. */
    Optional<byte[]> engine(EngineKey key) {
        var plan = read(file(key), key.text());
        if (plan.isPresent()) {
            counters.add(Event.CACHE_HIT);
            touch(file(key));
        }
        return plan;
    }

    /** @throws IOException when it cannot be kept; the engine in hand is good all the same */
    void keep(EngineKey key, byte[] plan) throws IOException {
        Files.createDirectories(folder);
        SealedFile.write(file(key), key.text(), plan);
        prune();
    }

    /** Throws away an engine that its sum calls whole and TensorRT refuses. */
    void discard(EngineKey key, String reason) {
        damaged(file(key), reason);
    }

    /** What the builder measured on this GPU with this TensorRT. */
    Optional<byte[]> timings(Gpu.Present gpu) {
        return read(timingsFile(gpu), timingsKey(gpu));
    }

    /** Those of other versions are of no use any more. */
    void keepTimings(Gpu.Present gpu, byte[] timings) throws IOException {
        Files.createDirectories(folder);
        SealedFile.write(timingsFile(gpu), timingsKey(gpu), timings);
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                if (String.valueOf(file.getFileName()).startsWith(TIMINGS) && !file.equals(timingsFile(gpu))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path timingsFile(Gpu.Present gpu) {
        return folder.resolve(TIMINGS + Sha256.hex(timingsKey(gpu)).substring(0, 16) + ".cache");
    }

    private static String timingsKey(Gpu.Present gpu) {
        return "timings of " + gpu.name() + ", " + gpu.capability() + ", " + gpu.multiprocessors()
                + " multiprocessors, TensorRT " + gpu.tensorRt();
    }

    private Optional<byte[]> read(Path file, String key) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SealedFile.read(file, key));
        } catch (SealedFile.Damaged e) {
            damaged(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: cannot be read: {1}", file, e.getMessage());
        }
        return Optional.empty();
    }

    private void damaged(Path file, String reason) {
        counters.add(Event.CACHE_DAMAGED);
        LOG.log(System.Logger.Level.WARNING, "engine cache: {0}; it is built again", reason);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: cannot be deleted: {1}", file, e.getMessage());
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException _) {
            // Only the order of deletion depends on it.
        }
    }

    private void prune() throws IOException {
        var engines = new ArrayList<Path>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                if (file.toString().endsWith(ENDING)) {
                    engines.add(file);
                } else if (file.toString().endsWith(PART) && older(file, CUT_SHORT)
                        || file.toString().endsWith(Attempts.ENDING) && older(file, FORGOTTEN)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        engines.sort(Comparator.comparing(EngineCache::modified).reversed());
        for (var old : List.copyOf(engines.subList(Math.min(KEPT, engines.size()), engines.size()))) {
            Files.deleteIfExists(old);
        }
    }

    private static boolean older(Path file, Duration than) {
        return modified(file).toMillis() < System.currentTimeMillis() - than.toMillis();
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
