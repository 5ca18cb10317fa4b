package io.maskgate.daemon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    private static final long MILLI = 1_000_000;

    @Test
    void percentilesAreOfTheTimeOfOnePictureAfterTheWarmUp() {
        var now = new AtomicLong();
        var run = new AtomicInteger();
        var stopwatch = new Stopwatch(now::get, 1000 * MILLI, 5050 * 4 * MILLI);

        // One repetition of warm-up, then 100 of 4, 8, 12 … 400 ms.
        var timing = stopwatch.measure(4, () -> {
            int n = run.getAndIncrement();
            now.addAndGet(n == 0 ? 1000 * MILLI : n * 4 * MILLI);
        });

        assertThat(timing).isEqualTo(new DetectReport.Timing(100, 50, 99));
    }
}
