package io.maskgate.daemon.gateway;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {
    private final Rounds rounds = new Rounds(Duration.ofMillis(10));
    private final AtomicInteger failing = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();

    @AfterEach
    void close() throws InterruptedException {
        rounds.close();
    }

    /** An error too: what one task lacks must not end the counting of another. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
    void aTaskThatFailsIsTriedAgainAndKeepsNothingFromTheOthers(Class<? extends Throwable> failure) {
        rounds.add("failing", () -> {
            failing.incrementAndGet();
            RoundsTest.<RuntimeException>raise(failure);
        });
        rounds.add("other", other::incrementAndGet);

        rounds.start();

        await().untilAtomic(other, greaterThan(2));
        await().untilAtomic(failing, greaterThan(2));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Class<? extends Throwable> failure) throws T {
        try {
            throw (T) failure.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void roundsThatNeverBeganEndAtOnce() throws Exception {
        rounds.close();
    }
}
