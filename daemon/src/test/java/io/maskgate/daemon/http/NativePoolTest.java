package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NativePoolTest {
    private final List<Level> said = new ArrayList<>();
    private final Logger logger = Logger.getLogger(NativePool.class.getName());
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            said.add(line.getLevel());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(listener);
    }

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
        try (var pool = new NativePool("test", 1, 2, Duration.ofMillis(100))) {
            assertThat(pool.call(() -> hang(end))).isEmpty();
            assertThat(pool.call(() -> 2)).isEmpty();
            assertThat(said).containsExactly(Level.WARNING);
            end.countDown();
            await().until(() -> pool.call(() -> 3).isPresent());
            assertThat(said).containsExactly(Level.WARNING, Level.INFO);
        }
    }
}
