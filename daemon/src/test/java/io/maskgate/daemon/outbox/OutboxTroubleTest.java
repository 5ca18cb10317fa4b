package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.NOON;
import static io.maskgate.daemon.outbox.Fixture.TOPIC;
import static io.maskgate.daemon.outbox.Fixture.bytes;
import static io.maskgate.daemon.outbox.Fixture.id;
import static io.maskgate.daemon.outbox.Fixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.logging.LogListener;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trouble in trouble: what must not be lost, doubled or forgotten when something else is wrong already. */
class OutboxTroubleTest {
    private static final int FULL = 13;

    @TempDir
    Path folder;

    Fixture fixture;
    final AtomicReference<Store> store = new AtomicReference<>();

    @BeforeEach
    void prepare() {
        fixture = new Fixture(folder);
    }

    private SqliteOutbox open() throws OutboxException {
        return fixture.open(1 << 24, Duration.ofDays(7), file -> {
            store.set(Store.open(file));
            return store.get();
        });
    }

    private void writable(boolean yes) throws SQLException {
        store.get().run("PRAGMA query_only=" + (yes ? "OFF" : "ON"));
    }

    @Test
    void aDiskThatFailsAtTheStartLosesNeitherWhatItHasNorWhatComesMeanwhile() throws Exception {
        try (var outbox = fixture.open()) {
            IntStream.range(0, 3).forEach(i -> fixture.append(outbox, "old" + i));
        }
        var well = new AtomicBoolean();
        try (var outbox = openedOnce(well)) {
            IntStream.range(0, 3).forEach(i -> fixture.append(outbox, "new" + i));
            var fromMemory = outbox.next(0, 10);
            assertThat(fromMemory).hasSize(3);
            outbox.acknowledged(fromMemory.getFirst().sequence());
            well.set(true);
            await().until(() -> outbox.health().ok());
            assertThat(texts(outbox)).containsExactly("old0", "old1", "old2", "new1", "new2");
            fixture.append(outbox, "later");
        }
        try (var outbox = fixture.open()) {
            assertThat(texts(outbox)).containsExactly("old0", "old1", "old2", "new1", "new2", "later");
        }
    }

    @Test
    void aDiskThatDoesNotShowWhatItHasIsNotSaidToHaveNothing() throws Exception {
        var well = new AtomicBoolean();
        try (var outbox = openedOnce(well)) {
            assertThat(outbox.next(0, 10, _ -> true).end()).isFalse();
            well.set(true);
            await().until(() -> outbox.next(0, 10, _ -> true).end());
        }
    }

    @Test
    void whatWasOnADiskThatFailedAtTheStartComesToLight() throws Exception {
        var well = new AtomicBoolean();
        try (var outbox = openedOnce(well)) {
            long before = outbox.openings();
            well.set(true);
            await().until(() -> outbox.health().ok());
            assertThat(outbox.openings()).isGreaterThan(before);
        }
    }

    @Test
    void whatAnEarlierProcessDidNotFinishComesToLightWithItsFile() throws Exception {
        try (var outbox = fixture.open()) {
            outbox.append(id("a"), TOPIC, bytes("a"), NOON, new Outbox.Series("alarm/x", false));
        }
        var well = new AtomicBoolean();
        try (var outbox = openedOnce(well)) {
            assertThat(outbox.unfinished()).isEmpty();
            outbox.append(id("b"), TOPIC, bytes("b"), NOON, new Outbox.Series("alarm/y", false));
            well.set(true);
            await().until(() -> outbox.health().ok());
            assertThat(outbox.unfinished()).as("not what is this process's own").containsExactly(bytes("a"));
            assertThat(outbox.unfinished()).as("once").isEmpty();
            outbox.append(id("end"), TOPIC, bytes("end"), NOON, new Outbox.Series("alarm/x", true));
        }
        try (var outbox = fixture.open()) {
            assertThat(outbox.unfinished()).containsExactly(bytes("b"));
        }
    }

    @Test
    void whatMayNotLeaveDoesNotComeToLightEither() throws Exception {
        try (var outbox = fixture.open()) {
            outbox.append(id("a"), TOPIC, bytes("a"), NOON, new Outbox.Series("t1", false));
        }
        var well = new AtomicBoolean();
        try (var outbox = openedOnce(well)) {
            outbox.restrictTo("aggregates"::equals);
            well.set(true);
            await().until(() -> outbox.health().ok());
            assertThat(outbox.unfinished()).isEmpty();
        }
        try (var outbox = fixture.open()) {
            assertThat(outbox.unfinished()).isEmpty();
        }
    }

    /** When the disk is well. */
    private SqliteOutbox openedOnce(AtomicBoolean well) throws OutboxException {
        return fixture.open(1 << 20, Duration.ofDays(7), file -> {
            if (!well.get()) {
                throw new SQLException("disk full", "", FULL);
            }
            return Store.open(file);
        });
    }

    /** Begins with a failing disk, so that the second opening is the writer's. */
    private SqliteOutbox openedByTheWriter(Runnable trouble) throws OutboxException {
        var times = new AtomicInteger();
        return fixture.open(1 << 20, Duration.ofDays(7), file -> {
            switch (times.incrementAndGet()) {
                case 1 -> throw new SQLException("disk full", "", FULL);
                case 2 -> trouble.run();
                default -> {}
            }
            return Store.open(file);
        });
    }

    @Test
    void aWriterThatFindsNoMemoryGoesOn() throws Exception {
        try (var outbox = openedByTheWriter(() -> {
            throw new OutOfMemoryError("Java heap space");
        })) {
            fixture.append(outbox, "a");
            await().until(() -> outbox.health().ok());
            assertThat(texts(outbox)).containsExactly("a");
            assertThat(outbox.fatal()).isEmpty();
        }
    }

    @Test
    void aFaultThatComesAtEveryAttemptIsLoggedOnceUntilTheFileIsWritten() throws Exception {
        var times = new AtomicInteger();
        try (var log = LogListener.to(Disk.class, LogRecord::getThrown);
                var outbox = fixture.open(1 << 20, Duration.ofDays(7), file -> {
                    switch (times.incrementAndGet()) {
                        case 1 -> throw new SQLException("disk full", "", FULL);
                        case 12 -> {
                            return Store.open(file);
                        }
                        default -> throw new UnsatisfiedLinkError("_open_utf8");
                    }
                })) {
            await().until(() -> outbox.health().ok());
            assertThat(times).hasValue(12);
            assertThat(log.lines()).singleElement().isInstanceOf(UnsatisfiedLinkError.class);
        }
    }

    @Test
    void aWriterThatEndedNeverthelessIsAReasonToBeginAnew() throws Exception {
        var outbox = openedByTheWriter(() -> Thread.currentThread().interrupt());
        await().untilAsserted(() -> assertThat(outbox.fatal()).contains("the thread that writes the outbox has ended"));
        outbox.close();
        assertThat(outbox.fatal()).isEmpty();
    }

    @Test
    void whileTheDiskHangsWhatComesLeavesFromMemory() throws Exception {
        var hanging = new CountDownLatch(1);
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "on disk");
            long read = outbox.next(0, 10).getLast().sequence();
            var hangs = new CountDownLatch(1);
            var restricting = CompletableFuture.runAsync(() -> outbox.restrictTo(_ -> {
                hangs.countDown();
                try {
                    return hanging.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            hangs.await();
            fixture.append(outbox, "in memory");
            assertThat(outbox.next(read, 10)).extracting(Outbox.Waiting::id).containsExactly(id("in memory"));
            assertThat(outbox.next(0, 10)).as("what is on disk comes first").isEmpty();
            hanging.countDown();
            restricting.get(10, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(texts(outbox)).containsExactly("on disk", "in memory"));
        }
    }

    @Test
    void aFileThatCannotBeMadeForWantOfRoomIsNoObstacleToAStart() throws Exception {
        fixture.open().close();
        // Whatever keeps SQLite from making its log, it says the same; that nobody may write here it is not.
        var log = Files.createDirectory(folder.resolve("outbox.db-wal"));
        try (var outbox = fixture.open()) {
            assertThat(outbox.health().ok()).isFalse();
            fixture.append(outbox, "a");
            Files.delete(log);
            await().until(() -> outbox.health().ok());
            assertThat(texts(outbox)).containsExactly("a");
        }
    }

    @Test
    void twoStartsInARowWithAFailingDiskKeepTheOrder() throws Exception {
        for (int start = 0; start < 2; start++) {
            var well = new AtomicBoolean();
            try (var outbox = openedOnce(well)) {
                fixture.append(outbox, "a" + start);
                fixture.append(outbox, "b" + start);
                well.set(true);
                await().until(() -> outbox.health().ok());
            }
        }
        try (var outbox = fixture.open()) {
            assertThat(texts(outbox)).containsExactly("a0", "b0", "a1", "b1");
        }
    }

    /** To number anew is to write anew, which a disk that was full just now has no room for. */
    @Test
    void whatWaitsIsNotWrittenAnewForAStartWithAFailingDisk() throws Exception {
        try (var outbox = fixture.open()) {
            IntStream.range(0, 3).forEach(i -> fixture.append(outbox, "old" + i));
            outbox.acknowledged(outbox.next(0, 1).getFirst().sequence());
        }
        try (var outbox = openedByTheWriter(() -> {})) {
            fixture.append(outbox, "new");
            await().until(() -> outbox.health().ok());
            assertThat(texts(outbox)).containsExactly("old1", "old2", "new");
            assertThat(outbox.next(0, 2)).extracting(Outbox.Waiting::sequence).containsExactly(2L, 3L);
        }
    }

    @Test
    void toReadWhatThereIsNeedsNoRoomOnTheDisk() throws Exception {
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "a");
        }
        var log = folder.resolve("outbox.db-wal");
        try (var opened = Store.open(folder.resolve("outbox.db"))) {
            assertThat(opened.messages()).isEqualTo(1);
            assertThat(Files.exists(log) ? Files.size(log) : 0).isZero();
        }
    }

    @Test
    void whatTheBrokerTookFromMemoryIsForgottenHoweverLongTheDiskStaysAway() {
        var backlog = new Backlog(100);
        backlog.fail();
        for (int i = 0; i < 1000; i++) {
            backlog.add(id("m" + i), TOPIC, bytes("m"), NOON, Outbox.Series.NONE);
            boolean writing = i % 2 == 0;
            var batch = writing ? take(backlog) : null;
            backlog.stranded(0, 10, _ -> true).forEach(message -> backlog.acknowledge(message.sequence()));
            if (batch != null) {
                backlog.undone(batch);
            }
        }
        assertThat(backlog.inMemory()).isZero();
        assertThat(backlog.settled()).isZero();
    }

    private static Backlog.Batch take(Backlog backlog) {
        try {
            return backlog.take(10, Duration.ofMillis(1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void damageThatShowsOnlyWhenItIsReadIsSetAsideToo() throws Exception {
        try (var outbox = open()) {
            IntStream.range(0, 600)
                    .forEach(i -> outbox.append(id("m" + i), TOPIC, new byte[10_000], fixture.clock.instant()));
            store.get().checkpoint();
            // In the middle, where nobody writes any more.
            try (var file = new RandomAccessFile(folder.resolve("outbox.db").toFile(), "rw")) {
                var garbage = new byte[1 << 20];
                Arrays.fill(garbage, (byte) 0xEE);
                file.seek(1 << 20);
                file.write(garbage);
            }
            assertThat(outbox.next(0, 1000)).isEmpty();
            await().until(() -> outbox.health().ok());
            fixture.append(outbox, "after");
            assertThat(texts(outbox)).containsExactly("after");
            assertThat(fixture.lost("damaged")).isEqualTo(600);
            assertThat(outbox.health().detail()).contains("a damaged outbox was set aside as ");
        }
    }

    @Test
    void whatMayNotLeaveAndCannotBeDeletedDoesNotStandInTheWay() throws Exception {
        try (var outbox = open()) {
            IntStream.range(0, 20).forEach(i -> fixture.append(outbox, "event" + i));
            outbox.append(id("counts"), "maskgate/lobby/aggregates", bytes("counts"), NOON);
            writable(false);
            outbox.restrictTo(topic -> topic.endsWith("/aggregates"));
            assertThat(outbox.next(0, 10)).extracting(Outbox.Waiting::id).containsExactly(id("counts"));
            writable(true);
            await().until(() -> outbox.health().messages() == 1);
            assertThat(fixture.lost("withdrawn")).isEqualTo(20);
        }
    }

    @Test
    void aLargeFileIsSaidToBeLookedThroughOnceHoweverOftenItIsTried() throws Exception {
        try (var file = new RandomAccessFile(folder.resolve("outbox.db").toFile(), "rw")) {
            file.setLength((65 << 20) + 1);
        }
        var times = new AtomicInteger();
        try (var log = LogListener.to(Disk.class, line -> line.getMessage() + line.getParameters()[0]);
                var _ = fixture.open(1 << 20, Duration.ofDays(7), _ -> {
                    times.incrementAndGet();
                    throw new SQLException("disk full", "", FULL);
                })) {
            await().until(() -> times.get() > 2);
            assertThat(log.lines())
                    .containsExactly(
                            "The outbox of {0} MiB is looked through, which takes its time on a slow disk." + "65");
        }
    }

    @Test
    void whatIsStillInMemoryAtTheEndIsCountedAsLost() throws Exception {
        var outbox = open();
        writable(false);
        fixture.append(outbox, "a");
        fixture.append(outbox, "b");
        outbox.next(0, 1).forEach(message -> outbox.acknowledged(message.sequence()));
        outbox.close();
        assertThat(fixture.lost("stopped")).isEqualTo(1);
    }

    @Test
    void anEpisodeOfLossesEndsThoughTheTimeOfDayWasSetBack() throws Exception {
        try (var outbox = fixture.open(2_000, Duration.ofDays(7), Store::open)) {
            IntStream.range(0, 3)
                    .forEach(i -> outbox.append(id("m" + i), TOPIC, new byte[1000], fixture.clock.instant()));
            await().until(() -> !outbox.health().detail().isEmpty());
            fixture.clock.set(NOON.minus(Duration.ofDays(400)));
            fixture.clock.advance(Duration.ofMinutes(61));
            await().until(() -> outbox.health().detail().isEmpty());
        }
    }
}
