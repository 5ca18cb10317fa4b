package io.maskgate.daemon.outbox;

import static io.maskgate.daemon.outbox.Fixture.NOON;
import static io.maskgate.daemon.outbox.Fixture.TOPIC;
import static io.maskgate.daemon.outbox.Fixture.bytes;
import static io.maskgate.daemon.outbox.Fixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted needs room in SQLite's log before it is free: much of it goes in steps, or a full disk never gets room. */
class OutboxExcessTest {
    /** 600 bytes each, 20 MB in all. */
    private static final int MANY = 30_000;
    /** A step's log is below 2 MB; at once it would be that of the whole file. */
    private static final long LOG = 4_000_000;

    @TempDir
    Path folder;

    Fixture fixture;
    final AtomicReference<Store> store = new AtomicReference<>();

    @BeforeEach
    void prepare() {
        fixture = new Fixture(folder);
    }

    @Test
    void aLowerLimitOfSizeGivesUpMuchInSmallSteps() throws Exception {
        fill(MANY);
        try (var outbox = fixture.open(1 << 20, Duration.ofDays(7), Store::open)) {
            // 600 bytes of payload, 34 of topic, 64 of bookkeeping: 1502 of 698 bytes are within 1 MiB.
            assertThat(largestLogUntilThereAre(outbox, 1502)).isLessThan(LOG);
            assertThat(fixture.lost("size")).isEqualTo(MANY - 1502);
            assertThat(outbox.next(0, 1).getFirst().sequence()).isEqualTo(MANY - 1502 + 1);
        }
    }

    @Test
    void whatIsTooOldAllAtOnceGoesInSmallSteps() throws Exception {
        fill(MANY);
        fixture.clock.advance(Duration.ofDays(8));
        try (var outbox = fixture.open(64 << 20, Duration.ofDays(7), Store::open)) {
            assertThat(largestLogUntilThereAre(outbox, 0)).isLessThan(LOG);
            assertThat(fixture.lost("age")).isEqualTo(MANY);
        }
    }

    @Test
    void whatTheBrokerTookWhileTheDiskWasFullIsDeletedInSmallSteps() throws Exception {
        fill(MANY);
        try (var outbox = open()) {
            writable(false);
            LongStream.rangeClosed(1, MANY).forEach(outbox::acknowledged);
            await().until(() -> !outbox.health().ok());
            writable(true);
            assertThat(largestLogUntil(() -> outbox.health().bytes() == 0)).isLessThan(LOG);
            assertThat(outbox.health().lost()).isZero();
        }
    }

    @Test
    void whatMayNotLeaveAnyMoreIsDeletedInSmallSteps() throws Exception {
        fill(MANY);
        try (var outbox = open()) {
            outbox.append(id("counts"), "aggregates", bytes("counts"), NOON);
            var restricting = Thread.ofPlatform().start(() -> outbox.restrictTo("aggregates"::equals));
            assertThat(largestLogUntilThereAre(outbox, 1)).isLessThan(LOG);
            restricting.join();
            assertThat(fixture.lost("withdrawn")).isEqualTo(MANY);
            assertThat(outbox.next(0, 10)).extracting(Outbox.Waiting::id).containsExactly(id("counts"));
        }
    }

    /** Its row stays for some transactions, but it has arrived. */
    @Test
    void whatTheBrokerTookIsNotCountedAsGivenUp() throws Exception {
        fill(5000);
        try (var outbox = open()) {
            writable(false);
            LongStream.rangeClosed(1, 4500).forEach(outbox::acknowledged);
            await().until(() -> !outbox.health().ok());
            fixture.clock.advance(Duration.ofDays(8));
            assertThat(outbox.next(0, 1).getFirst().sequence()).isEqualTo(4501);
            writable(true);
            await().until(() -> outbox.health().messages() == 0);
            assertThat(fixture.lost("age")).isEqualTo(500);
        }
    }

    @Test
    void atTheEndAllThatTheBrokerTookIsDeletedHoweverMuchItIs() throws Exception {
        fill(5000);
        try (var outbox = open()) {
            writable(false);
            LongStream.rangeClosed(1, 4500).forEach(outbox::acknowledged);
            await().until(() -> !outbox.health().ok());
            writable(true);
        }
        try (var outbox = fixture.open(64 << 20, Duration.ofDays(7), Store::open)) {
            assertThat(outbox.health().messages()).isEqualTo(500);
            assertThat(outbox.next(0, 1).getFirst().sequence()).isEqualTo(4501);
        }
    }

    /** Its loss was counted when it was refused. */
    @Test
    void whatTheBrokerRefusedStaysNoLongerThanWhatWaitsMay() throws Exception {
        try (var outbox = fixture.open()) {
            fixture.append(outbox, "too large");
            outbox.refused(1, "packet too large");
        }
        fixture.clock.advance(Duration.ofDays(7));
        fixture.open().close();
        assertThat(refused()).containsExactly("too large");
        fixture.clock.advance(Duration.ofMillis(1));
        fixture.open().close();
        assertThat(refused()).isEmpty();
        assertThat(fixture.lost("age")).isZero();
        assertThat(fixture.lost("refused")).isEqualTo(1);
    }

    private List<String> refused() throws SQLException {
        return Sql.query(folder.resolve("outbox.db"), "SELECT payload FROM refused");
    }

    @Test
    void oneTransactionDeletesSoManyAndNoneTwice() throws Exception {
        var backlog = new Backlog(100);
        LongStream.rangeClosed(1, 1002).forEach(backlog::acknowledge);
        LongStream.rangeClosed(2001, 2101).forEach(sequence -> backlog.refuse(sequence, "no"));
        var first = backlog.take(10, Duration.ZERO);
        assertThat(first.acknowledged()).hasSize(1000).contains(1L, 1000L);
        assertThat(first.refused()).hasSize(100).containsKeys(2001L, 2100L);
        assertThat(first.verdictsLeft()).isTrue();
        backlog.done(first, 3);
        assertThat(backlog.hidden(1000)).isFalse();
        assertThat(backlog.hidden(1001)).isTrue();
        assertThat(backlog.hidden(2101)).isTrue();
        var second = backlog.take(10, Duration.ZERO);
        assertThat(second.acknowledged()).containsExactlyInAnyOrder(1001L, 1002L);
        assertThat(second.refused()).containsOnlyKeys(2101L);
        assertThat(second.verdictsLeft()).isFalse();
    }

    private void fill(int messages) throws Exception {
        fixture.open().close();
        try (var opened = Store.open(folder.resolve("outbox.db"))) {
            opened.begin();
            for (int i = 1; i <= messages; i++) {
                opened.insert(new Outbox.Waiting(i, id("m" + i), TOPIC, new byte[600], NOON, Outbox.Series.NONE));
            }
            opened.commit();
            opened.checkpoint();
        }
    }

    private SqliteOutbox open() throws OutboxException {
        return fixture.open(64 << 20, Duration.ofDays(7), file -> {
            store.set(Store.open(file));
            return store.get();
        });
    }

    private void writable(boolean yes) throws SQLException {
        store.get().run("PRAGMA query_only=" + (yes ? "OFF" : "ON"));
    }

    private long largestLogUntilThereAre(Outbox outbox, long messages) {
        return largestLogUntil(() -> outbox.health().messages() == messages);
    }

    private long largestLogUntil(BooleanSupplier done) {
        var log = folder.resolve("outbox.db-wal");
        var largest = new AtomicLong();
        await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(2)).until(() -> {
            largest.accumulateAndGet(Files.exists(log) ? Files.size(log) : 0, Math::max);
            return done.getAsBoolean();
        });
        return largest.get();
    }
}
