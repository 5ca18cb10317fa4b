package io.maskgate.models.cli;

import java.io.PrintWriter;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Set;

/**
 * A command that a signal stops ends at once. The JVM's own end has the C library clear up: oneDNN's compiled kernels are unmapped
 * while libtorch's threads are in them, and who pressed Ctrl-C gets a report of a crash in place of an answer.
 *
 * <p>It is a kill then, which every file of these commands is written for.
 */
final class SignalledEnd implements AutoCloseable {
    /** What a shell tells of SIGTERM: 128 + 15. */
    private static final int EXIT_CODE = 143;

    private static final Duration SPEECH = Duration.ofSeconds(1);

    private static final Set<String> RESUMED = Set.of("train", "distill", "pipeline", "adapt");

    private final Thread hook;

    private SignalledEnd(Thread hook) {
        this.hook = hook;
    }

    /** From now until it is closed. */
    static SignalledEnd of(PrintWriter err, String... words) {
        var hook = new Thread(() -> end(err, words.length == 0 ? "" : words[0]), "signalled end");
        Runtime.getRuntime().addShutdownHook(hook);
        return new SignalledEnd(hook);
    }

    private static void end(PrintWriter err, String command) {
        var words = Thread.ofPlatform().daemon().unstarted(() -> tell(err, command));
        words.start();
        try {
            // A terminal that takes nothing holds whoever writes to it; the end does not wait for it.
            words.join(SPEECH);
        } catch (InterruptedException _) {
            // It ends anyway.
        }
        exitAtOnce();
    }

    private static void tell(PrintWriter err, String command) {
        // A bar on a terminal has not ended its line.
        err.println();
        err.println("maskgate " + command + ": stopped by a signal"
                + (RESUMED.contains(command)
                        ? "; what was finished is on disk: the same command, with --resume, goes on from there"
                        : ""));
        err.flush();
    }

    /** Without it, as on a C library that has none, the JVM ends its own way. */
    @SuppressWarnings("restricted")
    private static void exitAtOnce() {
        var linker = Linker.nativeLinker();
        linker.defaultLookup().find("_exit").ifPresent(exit -> {
            try {
                linker.downcallHandle(exit, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                        .invokeExact(EXIT_CODE);
            } catch (Throwable e) {
                throw new IllegalStateException("calling _exit", e);
            }
        });
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The end has begun.
        }
    }
}
