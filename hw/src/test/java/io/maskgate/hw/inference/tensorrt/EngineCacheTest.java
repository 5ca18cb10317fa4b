package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.EngineStatus.Event;
import io.maskgate.hw.inference.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCacheTest {
    private static final EngineKey KEY = key("aa");

    @TempDir
    Path folder;

    private final EngineCounters counters = new EngineCounters();
    private EngineCache cache;

    private EngineCache cache() {
        cache = new EngineCache(folder.resolve("engines"), counters);
        return cache;
    }

    private static EngineKey key(String sha) {
        return EngineKey.of("m", sha, ScriptedLayer.ORIN, Precision.FP16, new EngineShape(64, 32, 32, 4, 8));
    }

    private long count(Event event) {
        return counters.snapshot().get(event);
    }

    private Stream<String> files() throws Exception {
        return Files.list(folder.resolve("engines"))
                .map(file -> file.getFileName().toString());
    }

    @Test
    void anEngineIsFoundAgainUnderItsKeyOnly() throws Exception {
        assertThat(cache().engine(KEY)).isEmpty();
        cache.keep(KEY, new byte[] {1, 2, 3});
        assertThat(cache.engine(KEY).orElseThrow()).containsExactly(1, 2, 3);
        assertThat(cache.engine(key("ab"))).isEmpty();
        assertThat(count(Event.CACHE_HIT)).isEqualTo(1);
        assertThat(files()).containsExactly(KEY.fileName());
    }

    @Test
    void aDamagedFileIsCountedAndGone() throws Exception {
        cache().keep(KEY, new byte[100]);
        byte[] bytes = Files.readAllBytes(cache.file(KEY));
        bytes[bytes.length - 1]++;
        Files.write(cache.file(KEY), bytes);
        assertThat(cache.engine(KEY)).isEmpty();
        assertThat(count(Event.CACHE_DAMAGED)).isEqualTo(1);
        assertThat(files()).isEmpty();
    }

    /** Sixteen digits of the key are the name: a file that got there some other way is told by what stands in it. */
    @Test
    void aForeignFileUnderTheRightNameIsNotTaken() throws Exception {
        cache().keep(key("ab"), new byte[100]);
        Files.move(cache.file(key("ab")), cache.file(KEY));
        assertThat(cache.engine(KEY)).isEmpty();
        assertThat(count(Event.CACHE_DAMAGED)).isEqualTo(1);
    }

    @Test
    void theOldestGoFirstAndFilesOfKilledProcessesGoToo() throws Exception {
        cache();
        for (int i = 0; i < 10; i++) {
            cache.keep(key("k" + i), new byte[10]);
            Files.setLastModifiedTime(
                    cache.file(key("k" + i)),
                    FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i)));
        }
        var killed = Files.createFile(folder.resolve("engines/m-fp16-0.engine.part"));
        Files.setLastModifiedTime(killed, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        var writing = Files.createFile(folder.resolve("engines/m-fp16-1.engine.part"));
        cache.keep(KEY, new byte[10]);
        assertThat(cache.engine(key("k2"))).isEmpty();
        assertThat(cache.engine(key("k3"))).isPresent();
        assertThat(cache.engine(KEY)).isPresent();
        assertThat(killed).doesNotExist();
        assertThat(writing).exists();
    }

    @Test
    void timingsAreOfOneGpuAndVersion() throws Exception {
        cache().keepTimings(ScriptedLayer.ORIN, new byte[] {7});
        assertThat(cache.timings(ScriptedLayer.ORIN).orElseThrow()).containsExactly(7);
        var newer = new Gpu.Present("Orin", "8.7", 8, 8L << 30, "R36.4.3", "12.6", "10.7.0");
        assertThat(cache.timings(newer)).isEmpty();
        var agx = new Gpu.Present("Orin", "8.7", 16, 8L << 30, "R36.4.3", "12.6", "10.3.0");
        assertThat(cache.timings(agx)).isEmpty();
        cache.keepTimings(newer, new byte[] {8});
        assertThat(cache.timings(ScriptedLayer.ORIN)).isEmpty();
        assertThat(files()).hasSize(1);
        assertThat(count(Event.CACHE_DAMAGED)).isZero();
    }
}
