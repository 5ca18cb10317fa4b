package io.maskgate.daemon.outbox;

import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.metrics.GatewayMetrics;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The outbox in one SQLite file, written by one thread: callers hand over and wait for their commit, so that a hanging disk
 * holds nobody longer than {@link Timing#patience}. What waits together, such as the events of one look, shares an fsync,
 * and with it what was acknowledged.
 */
public final class SqliteOutbox implements Outbox {
    private static final System.Logger LOG = System.getLogger(SqliteOutbox.class.getName());
    /** Messages kept in memory while the disk takes none: about a megabyte. */
    private static final int OVERFLOW = 1000;

    private static final int BATCH = 256;
    private final OutboxLock lock;
    private final Timing timing;
    private final Losses losses;
    private final Backlog backlog = new Backlog(OVERFLOW);
    private final Condition condition;
    private final Disk disk;
    private final Thread writer;

    /**
     * Waits in real time.
     *
     * @param patience how long a sync waits for its commit
     * @param tick how often acknowledgements are carried out, ages checked and a failed disk is tried again
     * @param nanoTime a clock that nobody sets
     * @param right whether the time of day is known to be right now
     */
    record Timing(Duration patience, Duration tick, LongSupplier nanoTime, BooleanSupplier right) {
        static Timing usual(LongSupplier nanoTime, BooleanSupplier right) {
            return new Timing(Duration.ofSeconds(1), Duration.ofMillis(500), nanoTime, right);
        }
    }

    private SqliteOutbox(
            OutboxFiles files,
            OutboxLock lock,
            Disk.Limits limits,
            Clock clock,
            GatewayMetrics metrics,
            Timing timing,
            Disk.Opener opener) {
        this.lock = lock;
        this.timing = timing;
        losses = new Losses(metrics, clock, timing.nanoTime());
        var ages = new Ages(limits.age(), clock, timing.nanoTime(), timing.right());
        condition = new Condition(metrics);
        metrics.outboxEvents(backlog::waiting);
        disk = new Disk(files, limits, ages, opener, backlog, losses, clock, condition);
        writer = Thread.ofPlatform().daemon().name("outbox-writer").unstarted(this::write);
    }

    /**
     * Opens the outbox in a folder, which is made when absent. A damaged file is set aside as
     * {@code outbox.damaged-<time>.db}; a full or failing disk is no obstacle, {@link #health()} tells of it.
     *
     * @param maxSize bound of waiting messages; the oldest go first
     * @param maxAge messages that have waited longer are given up
     * @param nanoTime a clock that nobody sets
     * @param right whether the time of day is known to be right now
     * @throws OutboxException when another process has it, the folder or file may not be written, or SQLite's library does
     *     not load
     */
    public static SqliteOutbox open(
            Path folder,
            Size maxSize,
            Duration maxAge,
            Clock clock,
            LongSupplier nanoTime,
            BooleanSupplier right,
            GatewayMetrics metrics)
            throws OutboxException {
        var timing = Timing.usual(nanoTime, right);
        var files = new OutboxFiles(folder.toAbsolutePath());
        return open(files, new Disk.Limits(maxSize, maxAge), clock, metrics, timing, Store::open);
    }

    static SqliteOutbox open(
            OutboxFiles files,
            Disk.Limits limits,
            Clock clock,
            GatewayMetrics metrics,
            Timing timing,
            Disk.Opener opener)
            throws OutboxException {
        files.prepareFolder();
        var lock = OutboxLock.take(files.lock());
        var outbox = new SqliteOutbox(files, lock, limits, clock, metrics, timing, opener);
        try {
            outbox.disk.begin();
        } catch (OutboxException e) {
            outbox.releaseLock();
            throw e;
        }
        outbox.writer.start();
        return outbox;
    }

    @Override
    public void enqueue(UUID id, String topic, byte[] payload, Instant at, Series series) {
        switch (backlog.add(id, topic, payload, at, series)) {
            case Added.Kept(int pushedOut) -> losses.lost(Losses.Reason.DISK, pushedOut);
            case Added.Closed() -> losses.lost(Losses.Reason.CLOSED, 1);
        }
    }

    @Override
    public void sync() {
        if (!backlog.awaitCommit(timing.patience())) {
            condition.trouble(
                    "the disk has not answered for " + timing.patience().toMillis() + " ms");
        }
    }

    @Override
    public List<byte[]> unfinished() {
        return disk.unfinished();
    }

    @Override
    public Page next(long afterSequence, int limit, Predicate<String> wanted) {
        return disk.next(afterSequence, limit, wanted, timing.patience());
    }

    @Override
    public void restrictTo(Predicate<String> topics) {
        disk.restrictTo(topics);
    }

    @Override
    public void acknowledged(long sequence) {
        backlog.acknowledge(sequence);
    }

    @Override
    public void refused(long sequence, String reason) {
        losses.lost(Losses.Reason.REFUSED, 1);
        backlog.refuse(sequence, reason);
    }

    @Override
    public Health health() {
        var detail = new StringJoiner("; ");
        int inMemory = backlog.inMemory();
        var trouble = condition.trouble();
        for (var part : List.of(
                trouble.isEmpty() ? "" : trouble + ", " + inMemory + " events wait in memory",
                losses.words(),
                condition.remark())) {
            if (!part.isEmpty()) {
                detail.add(part);
            }
        }
        return new Health(trouble.isEmpty(), detail.toString(), backlog.waiting(), condition.bytes(), losses.total());
    }

    @Override
    public Optional<String> fatal() {
        return writer.isAlive() || backlog.isClosing()
                ? Optional.empty()
                : Optional.of("the thread that writes the outbox has ended");
    }

    @Override
    public long openings() {
        return disk.openings();
    }

    @Override
    public void close() {
        backlog.close();
        try {
            if (!writer.join(timing.patience().multipliedBy(3))) {
                LOG.log(Level.WARNING, "The disk does not answer: the outbox is left as it is.");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        losses.lost(Losses.Reason.STOPPED, backlog.inMemory());
        losses.endEpisodes();
        releaseLock();
    }

    private void releaseLock() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Outbox lock not released: {0}", e.getMessage());
        }
    }

    private void write() {
        try (disk) {
            var next = Next.WITHIN_A_TICK;
            while (next != Next.NEVER) {
                next = writeOnce(next == Next.AT_ONCE ? Duration.ZERO : timing.tick());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** When to write again. */
    private enum Next {
        AT_ONCE,
        WITHIN_A_TICK,
        NEVER
    }

    private Next writeOnce(Duration tick) throws InterruptedException {
        try {
            var batch = backlog.take(BATCH, tick);
            var outcome = disk.write(batch);
            if (batch.closing()) {
                boolean more = batch.inserts().size() == BATCH || batch.verdictsLeft();
                return outcome != Disk.Outcome.FAILED && more ? Next.AT_ONCE : Next.NEVER;
            }
            // Others at the file have their turn in between.
            return outcome == Disk.Outcome.MORE_TO_GIVE_UP ? Next.AT_ONCE : Next.WITHIN_A_TICK;
        } catch (RuntimeException | Error e) {
            // Memory was short, say. The next attempt comes after a tick.
            disk.failed(e);
            return backlog.isClosing() ? Next.NEVER : Next.WITHIN_A_TICK;
        }
    }
}
