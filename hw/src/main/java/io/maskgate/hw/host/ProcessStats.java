package io.maskgate.hw.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a process uses, read anew at each call. Thread-safe. */
public final class ProcessStats {
    /** USER_HZ: 100 on every Linux architecture with Java. */
    private static final int TICKS_PER_SECOND = 100;

    private final Path proc;

    /** @param proc the folder of the process, {@code /proc/self} */
    ProcessStats(Path proc) {
        this.proc = proc;
    }

    public static ProcessStats ofThisProcess() {
        return new ProcessStats(Path.of("/proc/self"));
    }

    /** Of another process; all values are absent once it has ended. */
    public static ProcessStats of(long pid) {
        return new ProcessStats(Path.of("/proc", Long.toString(pid)));
    }

    /** Resident memory, Java's and native. */
    public OptionalLong residentBytes() {
        return ProcFile.kibibytes(ProcFile.lines(proc.resolve("status")), "VmRSS");
    }

    /** Of it what no file backs: heap, native memory, stacks. */
    public OptionalLong anonymousBytes() {
        return ProcFile.kibibytes(ProcFile.lines(proc.resolve("status")), "RssAnon");
    }

    /** The most it ever was. */
    public OptionalLong peakResidentBytes() {
        return ProcFile.kibibytes(ProcFile.lines(proc.resolve("status")), "VmHWM");
    }

    /** Threads the kernel knows: platform threads, native ones included. */
    public OptionalInt threads() {
        var count = ProcFile.value(ProcFile.lines(proc.resolve("status")), "Threads")
                .map(ProcFile::number)
                .orElse(OptionalLong.empty());
        return count.isPresent() ? OptionalInt.of((int) count.getAsLong()) : OptionalInt.empty();
    }

    /** Open file descriptors, the one used for counting included. */
    public OptionalInt openFiles() {
        try (var entries = Files.list(proc.resolve("fd"))) {
            return OptionalInt.of((int) entries.count());
        } catch (IOException | UncheckedIOException e) {
            return OptionalInt.empty();
        }
    }

    /** Processor time since the start, user and system, all threads. */
    public Optional<Duration> cpuTime() {
        return ProcFile.text(proc.resolve("stat")).flatMap(ProcessStats::cpuTime);
    }

    /** Fields 14 and 15 of proc(5) stat; the second, the command in brackets, may itself hold spaces and brackets. */
    private static Optional<Duration> cpuTime(String stat) {
        String[] fromThird = stat.substring(stat.lastIndexOf(')') + 1).strip().split("\\s+");
        if (fromThird.length < 13) {
            return Optional.empty();
        }
        var user = ProcFile.number(fromThird[11]);
        var system = ProcFile.number(fromThird[12]);
        return user.isPresent() && system.isPresent()
                ? Optional.of(Duration.ofMillis((user.getAsLong() + system.getAsLong()) * (1000 / TICKS_PER_SECOND)))
                : Optional.empty();
    }
}
