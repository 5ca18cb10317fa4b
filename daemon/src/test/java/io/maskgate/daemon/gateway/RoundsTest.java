package io.maskgate.daemon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;

import io.maskgate.daemon.logging.LogListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Rounds rounds = new Rounds(Duration.ofMillis(10), nanos::get);
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

    /** As one that hangs in an fsync. */
    @Test
    void aTaskThatDoesNotEndIsNamedAfterHalfAMinuteUntilItEnds() {
        var begun = new CountDownLatch(1);
        var disk = new CountDownLatch(1);
        countOn(disk, begun);
        rounds.add("other", other::incrementAndGet);
        assertThat(rounds.stuck()).isEmpty();
        rounds.start();
        await().until(() -> begun.getCount() == 0);
        nanos.addAndGet(30_000_000_000L);
        assertThat(rounds.stuck()).isEmpty();
        nanos.addAndGet(1_000_000_000L);
        assertThat(rounds.stuck())
                .contains("the regular work \"counting\" has not come to an end for 31 s, as where the disk does not"
                        + " answer");
        disk.countDown();
        await().untilAtomic(other, greaterThan(0));
        assertThat(rounds.stuck()).isEmpty();
    }

    @Test
    void aTaskThatHangsIsSaidOnceInTheLogAndThatItGoesOnToo() {
        var begun = new CountDownLatch(1);
        var disk = new CountDownLatch(1);
        countOn(disk, begun);
        rounds.add("other", other::incrementAndGet);
        try (var said = LogListener.to(
                Rounds.class, line -> line.getLevel() + " " + new SimpleFormatter().formatMessage(line))) {
            rounds.start();
            await().until(() -> begun.getCount() == 0);
            nanos.addAndGet(31_000_000_000L);
            await().until(() -> !said.lines().isEmpty());
            disk.countDown();
            await().until(() -> said.lines().size() > 1);
            int rounds = other.get();
            await().until(() -> other.get() > rounds + 3);
            assertThat(said.lines())
                    .containsExactly(
                            "SEVERE the regular work \"counting\" has not come to an end for 31 s, as where the disk"
                                    + " does not answer",
                            "INFO the regular work \"counting\" goes on again");
        }
    }

    /** Where the heap is full, the words about it find no room either. */
    @Test
    void aThreadThatEndedIsToldAndOneThatWasToEndIsNot() throws Exception {
        rounds.add("failing", () -> {
            failing.incrementAndGet();
            throw new OutOfMemoryError("Java heap space");
        });
        try (var _ = LogListener.to(Rounds.class, _ -> {
            throw new OutOfMemoryError("Java heap space");
        })) {
            assertThat(rounds.fatal()).as("not begun").isEmpty();
            rounds.start();

            await().dontCatchUncaughtExceptions()
                    .untilAsserted(
                            () -> assertThat(rounds.fatal()).contains("the thread of the regular work has ended"));
        }
        assertThat(failing).hasValue(1);
        rounds.close();
        assertThat(rounds.fatal()).isEmpty();
    }

    @Test
    void roundsThatNeverBeganEndAtOnce() throws Exception {
        rounds.close();
    }

    /** A task that hangs until the disk answers. */
    private void countOn(CountDownLatch disk, CountDownLatch begun) {
        rounds.add("counting", () -> {
            begun.countDown();
            try {
                disk.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
