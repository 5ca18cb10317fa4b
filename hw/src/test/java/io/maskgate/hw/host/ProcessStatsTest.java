package io.maskgate.hw.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessStatsTest {
    @TempDir
    Path proc;

    @Test
    void figuresComeFromTheFilesOfTheProcess() throws IOException {
        Files.writeString(proc.resolve("status"), "Name:\tjava\nVmHWM:\t  3000 kB\nVmRSS:\t  2048 kB\nRssAnon:\t  1024 kB\nThreads:\t17\n");
        // the command holds what separates the fields; utime 250 and stime 50 are fields 14 and 15
        Files.writeString(
                proc.resolve("stat"), "42 (a) b (c) S 1 42 42 0 -1 4194304 9 0 0 0 250 50 0 0 20 0 17 0 100 0 0");
        Files.createDirectory(proc.resolve("fd"));
        for (String fd : new String[] {"0", "1", "2"}) {
            Files.createFile(proc.resolve("fd").resolve(fd));
        }

        var stats = new ProcessStats(proc);

        assertThat(stats.residentBytes()).hasValue(2048 * 1024);
        assertThat(stats.anonymousBytes()).hasValue(1024 * 1024);
        assertThat(stats.peakResidentBytes()).hasValue(3000 * 1024);
        assertThat(stats.threads()).hasValue(17);
        assertThat(stats.openFiles()).hasValue(3);
        assertThat(stats.cpuTime()).contains(Duration.ofSeconds(3));
    }

    @Test
    void whatCannotBeReadIsAbsent() throws IOException {
        Files.writeString(proc.resolve("stat"), "42 (java) S 1");
        var stats = new ProcessStats(proc);

        assertThat(stats.residentBytes()).isEmpty();
        assertThat(stats.threads()).isEmpty();
        assertThat(stats.openFiles()).isEmpty();
        assertThat(stats.cpuTime()).isEmpty();
    }

    @Test
    void thisProcessHasMemoryThreadsAndFiles() {
        var stats = ProcessStats.ofThisProcess();

        assertThat(stats.residentBytes().orElseThrow()).isGreaterThan(10L << 20);
        assertThat(stats.threads().orElseThrow()).isGreaterThan(1);
        assertThat(stats.openFiles().orElseThrow()).isGreaterThan(2);
        assertThat(stats.cpuTime().orElseThrow()).isPositive();
    }
}
