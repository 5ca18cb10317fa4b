package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private final List<String> stopped = new ArrayList<>();
    private final Shutdown shutdown = new Shutdown();

    @Test
    void stopsNewestFirstAndOnce() {
        shutdown.add("first", () -> stopped.add("first"));
        shutdown.add("second", () -> stopped.add("second"));
        shutdown.close();
        shutdown.close();
        assertThat(stopped).containsExactly("second", "first");
    }

    @Test
    void aStepThatFailsOrIsInterruptedKeepsTheOthersFromNothing() {
        shutdown.add("first", () -> stopped.add("first"));
        shutdown.add("broken", () -> {
            throw new IllegalStateException("scripted");
        });
        shutdown.add("without memory", () -> {
            throw new OutOfMemoryError("scripted");
        });
        shutdown.add("interrupted", () -> {
            throw new InterruptedException();
        });
        Thread.currentThread().interrupt();
        shutdown.close();
        assertThat(stopped).containsExactly("first");
        assertThat(Thread.interrupted()).isTrue();
    }
}
