package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.NOON;
import static io.maskgate.daemon.outbox.Fixture.TOPIC;
import static io.maskgate.daemon.outbox.Fixture.bytes;
import static io.maskgate.daemon.outbox.Fixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Backlog backlog = new Backlog(10);

    private void add(String... texts) {
        Stream.of(texts).forEach(text -> backlog.add(id(text), TOPIC, bytes(text), NOON, Outbox.Series.NONE));
    }

    /** An fsync of an SD card may take fifty milliseconds, and the cameras wait for as many as there are. */
    @Test
    void theEventsOfALookAreWrittenInOneTransaction() throws Exception {
        add("a", "b", "c");
        var synced = CompletableFuture.supplyAsync(() -> backlog.awaitCommit(LONG));
        var batch = backlog.take(256, Duration.ZERO);

        assertThat(batch.inserts()).extracting(Outbox.Waiting::id).containsExactly(id("a"), id("b"), id("c"));
        assertThat(synced).isNotDone();
        backlog.done(batch, 3);
        await().untilAsserted(() -> assertThat(synced).isCompletedWithValue(true));
    }

    @Test
    void nobodyWaitsForWhatIsWritten() throws Exception {
        add("a");
        var batch = backlog.take(256, Duration.ZERO);
        backlog.done(batch, 1);
        assertThat(backlog.awaitCommit(LONG)).isTrue();
        assertThat(backlog.take(256, Duration.ZERO).isEmpty()).isTrue();
    }

    @Test
    void whatTheBrokerTookFromMemoryWhileTheDiskWasAwayIsNotWaitedFor() throws Exception {
        backlog.fail();
        add("a");
        backlog.stranded(0, 10, _ -> true).forEach(message -> backlog.acknowledge(message.sequence()));
        backlog.done(backlog.take(256, Duration.ZERO), 0);
        assertThat(backlog.awaitCommit(Duration.ofMillis(10))).isTrue();
    }

    @Test
    void aDiskThatDoesNotAnswerIsWaitedForOnce() {
        add("a", "b");
        assertThat(backlog.awaitCommit(Duration.ofMillis(10))).isFalse();
        add("c");
        assertThat(backlog.awaitCommit(LONG)).isTrue();
        assertThat(backlog.inMemory()).isEqualTo(3);
    }
}
