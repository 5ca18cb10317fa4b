package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NativePoolTest {
    /** As a native call does, it does not hear of interrupts. */
    private static int hang(CountDownLatch end) {
        while (true) {
            try {
                end.await();
                return 1;
            } catch (InterruptedException _) {
                continue;
            }
        }
    }

    @Test
    void workThatHangsIsSaidOnceAndThatItIsOverToo() throws Exception {
        var end = new CountDownLatch(1);
        try (var said = LogListener.to(NativePool.class, LogRecord::getLevel);
                var pool = new NativePool("test", 1, 2, Duration.ofMillis(100))) {
            assertThat(pool.call(() -> hang(end))).isEmpty();
            assertThat(pool.call(() -> 2)).isEmpty();
            assertThat(said.lines()).containsExactly(Level.WARNING);
            end.countDown();
            await().until(() -> pool.call(() -> 3).isPresent());
            assertThat(said.lines()).containsExactly(Level.WARNING, Level.INFO);
        }
    }

    /** As of two cameras of which one is always late, for years. */
    @Test
    void workThatIsLateEveryOtherTimeIsSaidOnceAnHour() throws Exception {
        var passed = new AtomicLong();
        try (var said = LogListener.to(NativePool.class, LogRecord::getLevel);
                var pool = new NativePool("test", 2, 2, Duration.ofMillis(100), passed::get)) {
            for (int i = 0; i < 10; i++) {
                lateAndThenInTime(pool);
            }
            assertThat(said.lines()).containsExactly(Level.WARNING, Level.INFO);
            passed.set(NativePool.TOLD_AGAIN.toNanos());
            lateAndThenInTime(pool);
            assertThat(said.lines()).containsExactly(Level.WARNING, Level.INFO, Level.WARNING, Level.INFO);
        }
    }

    private static void lateAndThenInTime(NativePool pool) throws Exception {
        assertThat(pool.call(() -> {
                    new CountDownLatch(1).await();
                    return 1;
                }))
                .isEmpty();
        await().until(() -> pool.call(() -> 2).isPresent());
    }
}
