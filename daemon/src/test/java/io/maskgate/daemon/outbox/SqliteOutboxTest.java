package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.NOON;
import static io.maskgate.daemon.outbox.Fixture.TOPIC;
import static io.maskgate.daemon.outbox.Fixture.bytes;
import static io.maskgate.daemon.outbox.Fixture.id;
import static io.maskgate.daemon.outbox.Fixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest {
    @TempDir
    Path folder;

    Fixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new Fixture(folder);
    }

    @Test
    void messagesComeBackAsTheyWereInTheOrderOfAppending() throws Exception {
        try (var outbox = fixture.open()) {
            outbox.append(id("a"), TOPIC, bytes("a"), NOON);
            outbox.append(id("b"), "other/topic", bytes("b"), NOON.plusMillis(7));
            var waiting = outbox.next(0, 10);
            assertThat(waiting).hasSize(2);
            assertThat(waiting.get(0).sequence()).isLessThan(waiting.get(1).sequence());
            assertThat(waiting.get(1).id()).isEqualTo(id("b"));
            assertThat(waiting.get(1).topic()).isEqualTo("other/topic");
            assertThat(waiting.get(1).payload()).isEqualTo(bytes("b"));
            assertThat(waiting.get(1).at()).isEqualTo(NOON.plusMillis(7));
        }
    }

    @Test
    void whatWaitsIsThereAfterReopeningAndSequencesGoOn() throws Exception {
        long last;
        try (var outbox = fixture.open()) {
            IntStream.range(0, 10).forEach(i -> fixture.append(outbox, "m" + i));
            last = outbox.next(0, 100).getLast().sequence();
        }
        try (var outbox = fixture.open()) {
            assertThat(texts(outbox)).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
            fixture.append(outbox, "later");
            assertThat(outbox.next(last, 10)).hasSize(1);
        }
    }

    @Test
    void aSeriesWithoutItsLastMessageIsUnfinishedAfterReopeningEvenIfEverythingWasAcknowledged() throws Exception {
        try (var outbox = fixture.open()) {
            outbox.append(id("a1"), TOPIC, bytes("a1"), NOON, new Outbox.Series("a", false));
            outbox.append(id("b1"), TOPIC, bytes("b1"), NOON, new Outbox.Series("b", false));
            outbox.append(id("a2"), TOPIC, bytes("a2"), NOON, new Outbox.Series("a", false));
            outbox.append(id("b2"), TOPIC, bytes("b2"), NOON, new Outbox.Series("b", true));
            fixture.append(outbox, "alone");
            outbox.next(0, 10).forEach(message -> outbox.acknowledged(message.sequence()));
            assertThat(outbox.unfinished()).isEmpty();
        }
        try (var outbox = fixture.open()) {
            assertThat(outbox.unfinished()).containsExactly(bytes("a2"));
            outbox.append(id("a3"), TOPIC, bytes("a3"), NOON, new Outbox.Series("a", true));
        }
        try (var outbox = fixture.open()) {
            assertThat(outbox.unfinished()).isEmpty();
        }
    }

    @Test
    void acknowledgedMessagesAreNotOfferedAgainNeitherNowNorAfterReopening() throws Exception {
        try (var outbox = fixture.open()) {
            IntStream.range(0, 5).forEach(i -> fixture.append(outbox, "m" + i));
            var waiting = outbox.next(0, 10);
            outbox.acknowledged(waiting.get(1).sequence());
            outbox.acknowledged(waiting.get(3).sequence());
            assertThat(texts(outbox)).containsExactly("m0", "m2", "m4");
        }
        try (var outbox = fixture.open()) {
            assertThat(texts(outbox)).containsExactly("m0", "m2", "m4");
            assertThat(outbox.health().messages()).isEqualTo(3);
        }
    }

    @Test
    void theSameIdTwiceIsOneMessage() throws Exception {
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "a");
            fixture.append(outbox, "a");
            fixture.append(outbox, "b");
            assertThat(texts(outbox)).containsExactly("a", "b");
            assertThat(fixture.waiting()).isEqualTo(2);
        }
    }

    @Test
    void beyondTheBoundTheOldestGoFirstAreCountedAndReported() throws Exception {
        try (var outbox = fixture.open(20_000, Duration.ofDays(7), Store::open)) {
            IntStream.range(0, 30)
                    .forEach(i -> outbox.append(id("m" + i), TOPIC, new byte[1000], fixture.clock.instant()));
            // 1000 bytes of payload, 34 of topic, 64 of bookkeeping: 18 messages fit into 20,000 bytes.
            var waiting = outbox.next(0, 100);
            assertThat(waiting).hasSize(18);
            assertThat(waiting.getFirst().id()).isEqualTo(id("m12"));
            assertThat(waiting.getLast().id()).isEqualTo(id("m29"));
            assertThat(fixture.lost("size")).isEqualTo(12);
            assertThat(outbox.health().ok()).isTrue();
            assertThat(outbox.health().detail())
                    .isEqualTo("the outbox is full, the oldest events go: 12 lost since 2026-03-01T12:00:00Z");
            assertThat(outbox.health().lost()).isEqualTo(12);
            fixture.clock.advance(Duration.ofMinutes(61));
            await().untilAsserted(() -> assertThat(outbox.health().detail()).isEmpty());
        }
    }

    @Test
    void messagesOlderThanAllowedAreGivenUp() throws Exception {
        try (var outbox = fixture.open(1 << 20, Duration.ofHours(1), Store::open)) {
            fixture.append(outbox, "old");
            fixture.clock.advance(Duration.ofMinutes(40));
            fixture.append(outbox, "young");
            fixture.clock.advance(Duration.ofMinutes(30));
            await().untilAsserted(() -> assertThat(texts(outbox)).containsExactly("young"));
            assertThat(fixture.lost("age")).isEqualTo(1);
        }
    }

    @Test
    void messagesStampedByAClockThatHadNotBeenSetYetAreNotTakenForOld() throws Exception {
        try (var outbox = fixture.open(1 << 20, Duration.ofHours(1), Store::open)) {
            fixture.clock.set(Instant.parse("1970-01-01T00:01:00Z"));
            fixture.append(outbox, "before the time server answered");
            fixture.clock.set(NOON);
            fixture.append(outbox, "after");
            assertThat(texts(outbox)).containsExactly("before the time server answered", "after");
            assertThat(fixture.lost("age")).isZero();
        }
    }

    @Test
    void whatWaitsIsNotOldBecauseATimeServerPutTheClockForward() throws Exception {
        try (var outbox = fixture.open(1 << 20, Duration.ofHours(1), Store::open)) {
            fixture.append(outbox, "before the restart");
        }
        try (var outbox = fixture.open(1 << 20, Duration.ofHours(1), Store::open)) {
            fixture.append(outbox, "before the time server answered");
            fixture.clock.set(NOON.plus(Duration.ofDays(400)));
            fixture.append(outbox, "after");
            assertThat(texts(outbox)).containsExactly("before the restart", "before the time server answered", "after");
            fixture.clock.advance(Duration.ofMinutes(61));
            fixture.append(outbox, "later");
            assertThat(texts(outbox)).containsExactly("later");
            assertThat(fixture.lost("age")).isEqualTo(3);
        }
    }

    @Test
    void whatAnEarlierProcessLeftTooLongAgoIsGivenUp() throws Exception {
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "old");
            fixture.clock.advance(Duration.ofMinutes(90));
            fixture.append(outbox, "young");
        }
        try (var outbox = fixture.open(1 << 20, Duration.ofHours(1), Store::open)) {
            await().untilAsserted(() -> assertThat(texts(outbox)).containsExactly("young"));
        }
    }

    /** Of a box without a battery for its clock, which lost power before it knew the time. */
    @Test
    void aMessageOfAnUnsetClockDoesNotKeepThoseBehindItForEver() throws Exception {
        fixture.clock.set(Instant.EPOCH);
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "1970");
        }
        fixture.clock.set(NOON);
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "noon");
            fixture.clock.advance(Duration.ofDays(7).plusMinutes(11));
            fixture.append(outbox, "new");
            assertThat(texts(outbox)).containsExactly("new");
            assertThat(fixture.lost("age")).isEqualTo(2);
        }
    }

    @Test
    void aRefusedMessageIsKeptAsideAndCounted() throws Exception {
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "too large");
            fixture.append(outbox, "fine");
            outbox.refused(outbox.next(0, 1).getFirst().sequence(), "packet too large");
            assertThat(texts(outbox)).containsExactly("fine");
            assertThat(fixture.lost("refused")).isEqualTo(1);
        }
        try (var outbox = fixture.open()) {
            assertThat(texts(outbox)).containsExactly("fine");
        }
        assertThat(Sql.query(folder.resolve("outbox.db"), "SELECT payload || ': ' || reason FROM refused"))
                .containsExactly("too large: packet too large");
    }

    @Test
    void aSecondDaemonOnTheSameFolderIsRefusedWithTheProcessThatHoldsIt() throws Exception {
        try (var _ = fixture.open()) {
            assertThatThrownBy(() -> new Fixture(folder).open())
                    .isInstanceOf(OutboxException.class)
                    .hasMessage(folder.resolve("outbox.lock") + ": the outbox is in use by process "
                            + ProcessHandle.current().pid()
                            + "; stop that daemon, or give this one a state folder of its own");
        }
        fixture.open().close();
    }

    @Test
    void onlyTheOwnerMayReadTheFiles() throws Exception {
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "a");
            for (var name : List.of("outbox.db", "outbox.db-wal", "outbox.lock")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                        .as(name)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void theFileShrinksWhenMessagesAreGone() throws Exception {
        try (var outbox = fixture.open(64 << 20, Duration.ofDays(7), Store::open)) {
            IntStream.range(0, 100)
                    .forEach(i -> outbox.append(id("m" + i), TOPIC, new byte[100_000], fixture.clock.instant()));
            long full = folderSize();
            assertThat(full).isGreaterThan(10_000_000);
            outbox.next(0, 100).forEach(message -> outbox.acknowledged(message.sequence()));
            await().untilAsserted(() -> assertThat(folderSize()).isLessThan(2_000_000));
            assertThat(outbox.health().messages()).isZero();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidInWords() throws Exception {
        var file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new Fixture(file.resolve("state")).open())
                .isInstanceOf(OutboxException.class)
                .hasMessageStartingWith(file.resolve("state") + ": expected a folder this user may write, found ")
                .hasMessageEndingWith("; create it, or set the key state to another. " + OutboxFiles.WRITABLE);
    }

    private long folderSize() throws Exception {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void whatMayNotLeaveAnyMoreIsDeletedWithItsSeriesAndCounted() throws Exception {
        try (var outbox = fixture.open()) {
            outbox.append(id("face"), TOPIC, bytes("face"), NOON, new Outbox.Series("t1", false));
            outbox.append(id("sum"), "aggregates", bytes("sum"), NOON);
            fixture.append(outbox, "bad");
            outbox.refused(outbox.next(0, 10).getLast().sequence(), "no");
        }
        try (var outbox = fixture.open()) {
            outbox.restrictTo("aggregates"::equals);
            assertThat(texts(outbox)).containsExactly("sum");
            assertThat(outbox.unfinished()).isEmpty();
            assertThat(fixture.lost("withdrawn")).isEqualTo(1);
            fixture.append(outbox, "later");
            assertThat(texts(outbox)).containsExactly("sum");
        }
        try (var outbox = fixture.open()) {
            assertThat(outbox.unfinished()).isEmpty();
            outbox.restrictTo("aggregates"::equals);
            assertThat(texts(outbox)).containsExactly("sum");
        }
    }
}
