package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.TOPIC;
import static io.maskgate.daemon.outbox.Fixture.id;
import static io.maskgate.daemon.outbox.Fixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxDamageTest {
    @TempDir
    Path folder;

    Fixture fixture;
    Path database;

    @BeforeEach
    void prepare() {
        fixture = new Fixture(folder);
        database = folder.resolve("outbox.db");
    }

    @Test
    void garbageIsSetAsideUnchangedAndANewOutboxBegins() throws Exception {
        var garbage = new byte[8192];
        new Random(1).nextBytes(garbage);
        Files.write(database, garbage);
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "a");
            assertThat(texts(outbox)).containsExactly("a");
            var aside = folder.resolve("outbox.damaged-20260301T120000Z.db");
            assertThat(aside).hasBinaryContent(garbage);
            assertThat(fixture.lost("damaged")).isEqualTo(1);
            assertThat(outbox.health().ok()).isTrue();
            assertThat(outbox.health().detail())
                    .contains("a damaged outbox was set aside as " + aside + "; look at it, then take it away");
        }
    }

    @Test
    void oneThatWasTakenAwayIsNotSpokenOfAnyMore() throws Exception {
        Files.write(database, new byte[8192]);
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "a");
            assertThat(outbox.health().detail()).contains("look at it, then take it away");
            fixture.clock.advance(Duration.ofMinutes(2));
            await().untilAsserted(() -> assertThat(outbox.health().detail()).startsWith("a damaged outbox"));
            Files.delete(folder.resolve("outbox.damaged-20260301T120000Z.db"));
            await().untilAsserted(() -> assertThat(outbox.health().detail()).isEmpty());
        }
    }

    @Test
    void aTruncatedFileIsSetAside() throws Exception {
        try (var outbox = fixture.open()) {
            IntStream.range(0, 100)
                    .forEach(i -> outbox.append(id("m" + i), TOPIC, new byte[500], fixture.clock.instant()));
        }
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        try (var outbox = fixture.open()) {
            assertThat(texts(outbox)).isEmpty();
            assertThat(fixture.lost("damaged")).isEqualTo(1);
            assertThat(folder.resolve("outbox.damaged-20260301T120000Z.db")).exists();
        }
    }

    @Test
    void aDatabaseOfSomethingElseIsSetAside() throws Exception {
        Sql.run(database, "CREATE TABLE message(subject TEXT)", "INSERT INTO message VALUES('hello')");
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "a");
            assertThat(texts(outbox)).containsExactly("a");
        }
        assertThat(Sql.query(folder.resolve("outbox.damaged-20260301T120000Z.db"), "SELECT subject FROM message"))
                .containsExactly("hello");
    }

    @Test
    void twoDamagedFilesInTheSameSecondAreBothKept() throws Exception {
        for (int i = 0; i < 2; i++) {
            Files.writeString(database, "not a database, but long enough to have a header of one".repeat(20));
            fixture.open().close();
        }
        assertThat(folder.resolve("outbox.damaged-20260301T120000Z.db")).exists();
        assertThat(folder.resolve("outbox.damaged-20260301T120000Z-2.db")).exists();
    }

    /** A card that is worn out gives back something else than was written, at each try and for months. */
    @Test
    void aDiskThatDamagesEveryFileIsNoObstacleToAStartAndIsNotFilledWithThem() throws Exception {
        try (var outbox = fixture.open()) {
            outbox.append(id("large"), TOPIC, new byte[100_000], fixture.clock.instant());
        }
        byte[] waiting = Files.readAllBytes(database);
        var openings = new AtomicInteger();
        try (var outbox = fixture.open(1 << 20, Duration.ofDays(7), file -> {
            if (openings.incrementAndGet() <= 20) {
                throw new SQLException("database disk image is malformed", "", Faults.CORRUPT);
            }
            return Store.open(file);
        })) {
            fixture.append(outbox, "a");
            await().until(() -> outbox.health().ok());
            assertThat(texts(outbox)).containsExactly("a");
        }
        try (var files = Files.newDirectoryStream(folder, "outbox.damaged-*")) {
            assertThat(files).hasSize(OutboxFiles.DAMAGED_KEPT);
        }
        assertThat(folder.resolve("outbox.damaged-20260301T120000Z.db"))
                .as("the one in which most waited")
                .hasBinaryContent(waiting);
    }

    @Test
    void aDamagedFileThatCannotBeDeletedIsNoObstacleToAStart() throws Exception {
        for (int i = 1; i <= OutboxFiles.DAMAGED_KEPT; i++) {
            Files.createDirectories(folder.resolve("outbox.damaged-20250101T00000" + i + "Z.db/full"));
        }
        Files.write(database, new byte[8192]);
        try (var outbox = fixture.open()) {
            assertThat(outbox.health().ok()).isTrue();
            fixture.append(outbox, "a");
            assertThat(texts(outbox)).containsExactly("a");
            assertThat(folder.resolve("outbox.damaged-20260301T120000Z.db")).exists();
        }
    }

    @Test
    void anOutboxOfANewerVersionIsLeftAlone() throws Exception {
        fixture.open().close();
        Sql.run(database, "PRAGMA user_version=9");
        assertThatThrownBy(fixture::open)
                .isInstanceOf(OutboxException.class)
                .hasMessage(database + ": expected an outbox of version 1 or older, found version 9;"
                        + " run the newer Maskgate that wrote it, or move the file away");
        Sql.run(database, "PRAGMA user_version=1");
        fixture.open().close();
    }

    @Test
    void aFileAnotherProcessHoldsIsNotTakenForDamaged() throws Exception {
        fixture.open().close();
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            assertThatThrownBy(fixture::open)
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("expected an outbox this process alone may write, found ")
                    .hasMessageContaining("locked");
        }
        fixture.open().close();
    }

    @Test
    void aFullDiskThrowsNothingKeepsOrderAndMendsItself() throws Exception {
        var store = new AtomicReference<Store>();
        try (var outbox = fixture.open(1 << 24, Duration.ofDays(7), file -> {
            store.set(Store.open(file));
            store.get().run("PRAGMA max_page_count=12");
            return store.get();
        })) {
            IntStream.range(0, 50)
                    .forEach(i -> outbox.append(id("m" + i), "t", new byte[1000], fixture.clock.instant()));
            assertThat(outbox.health().ok()).isFalse();
            assertThat(outbox.health().detail())
                    .startsWith("events cannot be written to " + database + ": ")
                    .contains("full")
                    .endsWith("events wait in memory");
            assertThat(outbox.next(0, 100))
                    .as("the broker may have them although the disk has not")
                    .extracting(Outbox.Waiting::id)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> id("m" + i)).toList());
            store.get().run("PRAGMA max_page_count=100000");
            await().untilAsserted(() -> assertThat(outbox.health().ok()).isTrue());
            assertThat(outbox.health().detail()).isEmpty();
        }
        try (var outbox = fixture.open()) {
            assertThat(outbox.next(0, 100))
                    .extracting(Outbox.Waiting::id)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> id("m" + i)).toList());
        }
        assertThat(fixture.metrics.outboxLost.collect().getDataPoints())
                .allSatisfy(reason -> assertThat(reason.getValue()).isZero());
    }

    @Test
    void onAFullDiskMemoryIsBoundedAndTheOldestAreCountedAsLost() throws Exception {
        try (var outbox = fixture.open(1 << 24, Duration.ofDays(7), file -> {
            var store = Store.open(file);
            store.run("PRAGMA max_page_count=1");
            return store;
        })) {
            outbox.append(id("first"), "t", new byte[100_000], fixture.clock.instant());
            IntStream.range(0, 1500)
                    .forEach(i -> outbox.append(id("m" + i), "t", new byte[10], fixture.clock.instant()));
            assertThat(outbox.health().lost()).isEqualTo(501);
            assertThat(fixture.lost("disk")).isEqualTo(501);
            assertThat(outbox.next(0, 2000))
                    .hasSize(1000)
                    .last()
                    .extracting(Outbox.Waiting::id)
                    .isEqualTo(id("m1499"));
        }
    }
}
