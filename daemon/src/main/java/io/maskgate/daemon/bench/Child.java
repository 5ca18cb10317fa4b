package io.maskgate.daemon.bench;

import io.maskgate.hw.host.ProcessStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process under measurement, or one that helps with it. It does not outlive this process's orderly end. */
final class Child implements AutoCloseable {
    private static final Duration STOP_TIME = Duration.ofSeconds(7);
    private static final int SHOWN_LINES = 8;
    /** As ffmpeg reports its progress. */
    private static final String PICTURES = "frame=";

    /**
     * What a process has used so far.
     *
     * @param cpu user and system time of all threads
     * @param at {@link System#nanoTime()} of the reading
     * @param resident bytes now
     * @param peak bytes at most
     * @param pictures it says it has decoded, if it says so
     */
    record Usage(Duration cpu, long at, long resident, long peak, OptionalLong pictures) {}

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread guard;
    private final CompletableFuture<String> firstLine = new CompletableFuture<>();
    private volatile OptionalLong pictures = OptionalLong.empty();

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.guard = new Thread(process::destroyForcibly, "end-" + name);
        Runtime.getRuntime().addShutdownHook(guard);
    }

    /** @param log takes standard error */
    static Child start(String name, List<String> command, Path log) throws IOException {
        var child = new Child(
                name, new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
        Thread.ofVirtual().name("output of " + name).start(child::listen);
        return child;
    }

    /** Reads all that the process says, so that it never waits for a reader. */
    private void listen() {
        try (var output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                firstLine.complete(line);
                if (line.startsWith(PICTURES)) {
                    pictures = OptionalLong.of(
                            Long.parseLong(line.substring(PICTURES.length()).strip()));
                }
            }
        } catch (IOException | NumberFormatException e) {
            firstLine.completeExceptionally(e);
        }
        firstLine.complete("");
    }

    /** The first line of standard output. */
    String firstLine(Duration deadline) throws IOException, InterruptedException {
        try {
            String text = firstLine.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (text.isEmpty()) {
                throw failed("ended without a word");
            }
            return text;
        } catch (ExecutionException | TimeoutException e) {
            throw failed("did not say where it is within " + deadline.toSeconds() + " s");
        }
    }

    /** Lets the process run for so long; its end before that is a failure. */
    void run(Duration time) throws IOException, InterruptedException {
        if (process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw failed("ended early with exit code " + process.exitValue());
        }
    }

    Usage usage() throws IOException {
        var stats = ProcessStats.of(process.pid());
        var cpu = stats.cpuTime();
        long at = System.nanoTime();
        var resident = stats.residentBytes();
        var peak = stats.peakResidentBytes();
        if (cpu.isEmpty() || resident.isEmpty() || peak.isEmpty()) {
            throw failed("has no readable /proc/" + process.pid());
        }
        return new Usage(cpu.get(), at, resident.getAsLong(), peak.getAsLong(), pictures);
    }

    /** An error that names the process and ends with the last lines it wrote. */
    IOException failed(String what) {
        String last = "";
        try {
            var lines = Files.readAllLines(log);
            last = String.join("\n  ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        } catch (IOException | UncheckedIOException e) {
            last = "its output cannot be read: " + e.getMessage();
        }
        return new IOException(name + " " + what + (last.isBlank() ? "" : "; it wrote last:\n  " + last));
    }

    /** Asks the process to end, and ends it when it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIME.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(guard);
        } catch (IllegalStateException e) {
            // This process is ending already; the hook finds nothing left to end.
        }
    }
}
