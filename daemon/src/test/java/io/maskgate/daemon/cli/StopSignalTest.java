package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real signals, sent to the JVM of the test. */
@Timeout(20)
class StopSignalTest {
    private static void send(String signal) throws Exception {
        var kill = new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        Long.toString(ProcessHandle.current().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static CompletableFuture<StopSignal.Asked> next(StopSignal signals) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return signals.next();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    /** As under nohup: the JVM leaves a signal alone that was ignored when it began. */
    private static boolean ignoresHangUps() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    }

    @Test
    void eachHangUpIsAReloadUntilTheProcessIsToStop() throws Exception {
        Assumptions.assumeFalse(
                ignoresHangUps(),
                "signals to reload cannot be tried where hang-ups are ignored: run the tests without nohup");
        var stopping = new AtomicBoolean();
        try (var signals = StopSignal.listenToReloads(() -> stopping.set(true))) {
            var first = next(signals);
            assertThat(first).isNotDone();
            send("HUP");
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(StopSignal.Asked.RELOAD);
            var second = next(signals);
            send("HUP");
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(StopSignal.Asked.RELOAD);
            assertThat(stopping).isFalse();
            send("TERM");
            signals.await();
            assertThat(stopping).as("told before anybody waits for it").isTrue();
            send("HUP");
            assertThat(signals.next()).isEqualTo(StopSignal.Asked.STOP);
            assertThat(signals.next()).isEqualTo(StopSignal.Asked.STOP);
        }
        // It may be heard only now, when nothing listens any more: that must not end the JVM.
        send("HUP");
    }
}
