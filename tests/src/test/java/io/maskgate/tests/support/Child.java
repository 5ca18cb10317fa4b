package io.maskgate.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A child process whose output goes to a file; ended at the latest when its owner closes it, or ends itself. */
final class Child implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path log;

    /** @param log gets standard output and standard error, after what is there already */
    Child(String name, Path log, ProcessBuilder builder) {
        this.name = name;
        this.log = log;
        try {
            // Standard input stays open as long as we live: children that watch it end with us.
            process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started", e);
        }
        endWithUs();
    }

    /**
     * A closed terminal or an ended Maven ends this Java machine, and nobody closes anything; some children take the terminal's
     * SIGHUP for a word to read their configuration again.
     */
    private void endWithUs() {
        var ours = Runtime.getRuntime();
        var end = new Thread(process::destroyForcibly, "end of " + name);
        try {
            ours.addShutdownHook(end);
        } catch (IllegalStateException e) {
            process.destroyForcibly();
            throw e;
        }
        process.onExit().thenRun(() -> ours.removeShutdownHook(end));
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        if (exit(Duration.ofSeconds(10)).isEmpty()) {
            throw new AssertionError(name + " survived SIGKILL");
        }
    }

    /** As {@code kill} does; does not wait. */
    void terminate() {
        process.destroy();
    }

    /** Sends any signal, such as {@code STOP}. */
    void signal(String signal) {
        try {
            var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("kill -" + signal + " of " + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Its exit status; empty when it still runs after {@code deadline}. */
    OptionalInt exit(Duration deadline) {
        try {
            var ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** All it has written. */
    String output() {
        try {
            // Lenient: the last character may be half written.
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        return output().lines().toList();
    }

    /** The end of what it has written, to stand in a failure's message. */
    String tail() {
        var lines = lines();
        return name + " wrote:\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }

    @Override
    public void close() {
        if (alive()) {
            kill();
        }
    }
}
