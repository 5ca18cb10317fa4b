package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.NOON;
import static io.maskgate.daemon.outbox.Fixture.TOPIC;
import static io.maskgate.daemon.outbox.Fixture.bytes;
import static io.maskgate.daemon.outbox.Fixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that went from memory to the broker while the disk took none. */
class OutboxFullDiskTest {
    @TempDir
    Path folder;

    Fixture fixture;
    final AtomicReference<Store> store = new AtomicReference<>();

    @BeforeEach
    void prepare() {
        fixture = new Fixture(folder);
    }

    @Test
    void aSeriesThatEndedMeanwhileIsNotUnfinished() throws Exception {
        try (var outbox = open()) {
            append(outbox, "new", "t", false);
            fill();
            append(outbox, "end", "t", true);
            assertThat(outbox.health().ok()).isFalse();
            outbox.next(0, 10).forEach(message -> outbox.acknowledged(message.sequence()));
            free();
            await().until(() -> outbox.health().ok());
        }
        try (var outbox = fixture.open()) {
            assertThat(unfinished(outbox)).isEmpty();
            assertThat(outbox.next(0, 10)).isEmpty();
        }
    }

    @Test
    void aSeriesThatBeganMeanwhileIsUnfinished() throws Exception {
        try (var outbox = open()) {
            fill();
            append(outbox, "new", "t", false);
            append(outbox, "gone", "u", false);
            append(outbox, "gone for good", "u", true);
            outbox.next(0, 10).forEach(message -> outbox.acknowledged(message.sequence()));
            free();
            await().until(() -> outbox.health().ok());
        }
        try (var outbox = fixture.open()) {
            assertThat(unfinished(outbox)).containsExactly("new");
        }
    }

    /** A topic that the broker refuses for a moment gives its messages in another order. */
    @Test
    void aSeriesWhoseEndTheBrokerTookBeforeItsBeginningIsNotUnfinished() throws Exception {
        try (var outbox = open()) {
            fill();
            append(outbox, "new", "t", false);
            append(outbox, "end", "t", true);
            outbox.next(0, 10).reversed().forEach(message -> outbox.acknowledged(message.sequence()));
            free();
            await().until(() -> outbox.health().ok());
        }
        try (var outbox = fixture.open()) {
            assertThat(unfinished(outbox)).isEmpty();
        }
    }

    @Test
    void aSeriesThatGoesOnFromMemoryToDiskEndsOnce() throws Exception {
        try (var outbox = open()) {
            append(outbox, "new", "t", false);
            fill();
            append(outbox, "update", "t", false);
            append(outbox, "end", "t", true);
            // The broker has the update and not yet the end.
            outbox.next(0, 2).forEach(message -> outbox.acknowledged(message.sequence()));
            free();
            await().until(() -> outbox.health().ok());
            assertThat(outbox.next(0, 10)).extracting(Outbox.Waiting::id).containsExactly(id("end"));
        }
        try (var outbox = fixture.open()) {
            assertThat(unfinished(outbox)).isEmpty();
        }
    }

    /** Else health, metric and each reconnect would tell for weeks of events that have arrived. */
    @Test
    void whatArrivedDoesNotWaitThoughItsRowCannotBeDeleted() throws Exception {
        try (var outbox = open()) {
            for (String text : List.of("a", "b", "c")) {
                append(outbox, text, "", true);
            }
            fill();
            append(outbox, "d", "", true);
            assertThat(outbox.health().messages()).isEqualTo(4);
            assertThat(fixture.waiting()).isEqualTo(4);

            outbox.next(0, 10).forEach(message -> outbox.acknowledged(message.sequence()));
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> outbox.health().messages() == 0 && fixture.waiting() == 0);
            assertThat(outbox.health().ok()).isFalse();
            assertThat(outbox.health().bytes()).isPositive();

            append(outbox, "e", "", true);
            assertThat(outbox.health().messages()).isEqualTo(1);
            outbox.refused(outbox.next(0, 10).getFirst().sequence(), "no");
            assertThat(outbox.health().messages()).isZero();
            free();
            await().until(() -> outbox.health().ok() && outbox.health().bytes() == 0);
            assertThat(outbox.health().messages()).isZero();
        }
    }

    @Test
    void theDiskIsNotCalledWrittenAgainBecauseNothingIsLeftToWrite() throws Exception {
        try (var outbox = open()) {
            fill();
            append(outbox, "alone", "", true);
            outbox.next(0, 10).forEach(message -> outbox.acknowledged(message.sequence()));
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !outbox.health().ok());
            free();
            await().until(() -> outbox.health().ok());
        }
    }

    private SqliteOutbox open() throws OutboxException {
        return fixture.open(1 << 24, Duration.ofDays(7), file -> {
            store.set(Store.open(file));
            return store.get();
        });
    }

    /** No message finds room from now on. */
    private void fill() throws Exception {
        store.get().run("PRAGMA max_page_count=1");
    }

    private void free() throws Exception {
        store.get().run("PRAGMA max_page_count=100000");
    }

    private static List<String> unfinished(Outbox outbox) {
        return outbox.unfinished().stream()
                .map(payload -> new String(payload).trim())
                .toList();
    }

    /** Larger than a page, so that it needs a new one. */
    private static void append(Outbox outbox, String text, String series, boolean last) {
        outbox.append(id(text), TOPIC, bytes(text + " ".repeat(10_000)), NOON, new Outbox.Series(series, last));
    }
}
