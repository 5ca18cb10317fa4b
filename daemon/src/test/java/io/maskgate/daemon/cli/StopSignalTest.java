package io.maskgate.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real signals, sent to the JVM of the test. */
@Timeout(20)
class StopSignalTest {
    private static void send(String signal) throws Exception {
        var kill = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(ProcessHandle.current().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static CompletableFuture<StopSignal.Asked> next(StopSignal signals) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return signals.next();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void eachHangUpIsAReloadUntilTheProcessIsToStop() throws Exception {
        try (var signals = StopSignal.listenToReloads()) {
            var first = next(signals);
            assertThat(first).isNotDone();
            send("HUP");
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(StopSignal.Asked.RELOAD);
            var second = next(signals);
            send("HUP");
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(StopSignal.Asked.RELOAD);
            send("TERM");
            signals.await();
            send("HUP");
            assertThat(signals.next()).isEqualTo(StopSignal.Asked.STOP);
            assertThat(signals.next()).isEqualTo(StopSignal.Asked.STOP);
        }
    }
}
