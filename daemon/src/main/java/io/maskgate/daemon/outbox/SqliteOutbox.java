package io.maskgate.daemon.outbox;

import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.metrics.GatewayMetrics;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The outbox in one SQLite file, written by one thread: callers hand over and wait for their commit, so that events of
 * many cameras share an fsync and a hanging disk holds nobody longer than {@link Timing#patience}.
 */
public final class SqliteOutbox implements Outbox {
    private static final System.Logger LOG = System.getLogger(SqliteOutbox.class.getName());
    /** Messages kept in memory while the disk takes none: about a megabyte. */
    private static final int OVERFLOW = 1000;

    private static final int BATCH = 256;
    /** Pages given back to the file system at a time: a megabyte. */
    private static final int VACUUM_PAGES = 256;

    private final OutboxFiles files;
    private final OutboxLock lock;
    private final Size maxSize;
    private final Duration maxAge;
    private final Clock clock;
    private final GatewayMetrics metrics;
    private final Timing timing;
    private final Opener opener;
    private final Losses losses;
    private final Backlog backlog = new Backlog(OVERFLOW);
    private final ReentrantLock disk = new ReentrantLock();
    private final Thread writer;
    private @Nullable Store store;
    private List<byte[]> unfinished = List.of();
    /** Topics whose messages alone may leave; empty while all may. */
    private volatile Optional<Predicate<String>> only = Optional.empty();

    private volatile String trouble = "";
    private volatile String remark = "";
    private volatile long storedMessages;
    private volatile long storedBytes;

    /**
     * Waits in real time.
     *
     * @param patience how long an append waits for its commit
     * @param tick how often acknowledgements are carried out, ages checked and a failed disk is tried again
     */
    record Timing(Duration patience, Duration tick) {
        static final Timing USUAL = new Timing(Duration.ofSeconds(1), Duration.ofMillis(500));
    }

    /** Opens the file; a seam for tests of a full disk. */
    interface Opener {
        Store open(Path file) throws SQLException, OutboxException;
    }

    private SqliteOutbox(
            OutboxFiles files,
            OutboxLock lock,
            Size maxSize,
            Duration maxAge,
            Clock clock,
            GatewayMetrics metrics,
            Timing timing,
            Opener opener) {
        this.files = files;
        this.lock = lock;
        this.maxSize = maxSize;
        this.maxAge = maxAge;
        this.clock = clock;
        this.metrics = metrics;
        this.timing = timing;
        this.opener = opener;
        losses = new Losses(metrics, clock);
        writer = Thread.ofPlatform().daemon().name("outbox-writer").unstarted(this::write);
    }

    /**
     * Opens the outbox in a folder, which is made when absent. A damaged file is set aside as
     * {@code outbox.damaged-<time>.db}; a full or failing disk is no obstacle, {@link #health()} tells of it.
     *
     * @param maxSize bound of waiting messages; the oldest go first
     * @param maxAge messages older than this are given up
     * @throws OutboxException when another process has it, or the folder or file may not be written
     */
    public static SqliteOutbox open(Path folder, Size maxSize, Duration maxAge, Clock clock, GatewayMetrics metrics)
            throws OutboxException {
        return open(folder, maxSize, maxAge, clock, metrics, Timing.USUAL, Store::open);
    }

    static SqliteOutbox open(
            Path folder,
            Size maxSize,
            Duration maxAge,
            Clock clock,
            GatewayMetrics metrics,
            Timing timing,
            Opener opener)
            throws OutboxException {
        var files = new OutboxFiles(folder.toAbsolutePath());
        files.prepareFolder();
        var lock = OutboxLock.take(files.lock());
        var outbox = new SqliteOutbox(files, lock, maxSize, maxAge, clock, metrics, timing, opener);
        try {
            outbox.openStore();
        } catch (SQLException e) {
            if (Faults.of(e) != Faults.DISK) {
                outbox.releaseLock();
                throw new OutboxException(
                        files.database() + ": expected an outbox this process alone may write, found " + Faults.words(e)
                                + "; end what holds the file and check its owner",
                        e);
            }
            outbox.failed(e);
        } catch (IOException e) {
            outbox.failed(e);
        } catch (OutboxException e) {
            outbox.releaseLock();
            throw e;
        }
        outbox.writer.start();
        return outbox;
    }

    private void openStore() throws SQLException, IOException, OutboxException {
        files.prepareDatabase();
        Store opened;
        try {
            opened = opener.open(files.database());
        } catch (SQLException e) {
            if (Faults.of(e) != Faults.DAMAGED) {
                throw e;
            }
            setAside(e, 1);
            files.prepareDatabase();
            opened = opener.open(files.database());
        }
        store = opened;
        if (!writer.isAlive()) {
            unfinished = opened.unfinished();
        }
        backlog.startAfter(opened.last(), opened.open());
        if (only.isPresent()) {
            withdraw(opened, only.get());
        }
        var damaged = files.damaged();
        remark = damaged.isEmpty()
                ? ""
                : "a damaged outbox was set aside as " + damaged.getLast() + "; look at it, then take it away";
        show(opened);
    }

    private void setAside(SQLException cause, long lost) throws IOException {
        var target = files.setAside(clock.instant());
        losses.lost(Losses.Reason.DAMAGED, Math.max(1, lost));
        LOG.log(Level.ERROR, "The outbox was damaged ({0}) and is set aside as {1}.", Faults.words(cause), target);
    }

    @Override
    public void append(UUID id, String topic, byte[] payload, Instant at, Series series) {
        switch (backlog.append(id, topic, payload, at, series, timing.patience())) {
            case Backlog.Appended.Written() -> {}
            case Backlog.Appended.Kept(int pushedOut, boolean late) -> {
                losses.lost(Losses.Reason.DISK, pushedOut);
                if (late) {
                    trouble("the disk has not answered for " + timing.patience().toMillis() + " ms");
                }
            }
            case Backlog.Appended.Closed() -> losses.lost(Losses.Reason.CLOSED, 1);
        }
    }

    @Override
    public List<byte[]> unfinished() {
        return unfinished;
    }

    @Override
    public List<Waiting> next(long afterSequence, int limit) {
        var found = new ArrayList<Waiting>(limit);
        try {
            if (!disk.tryLock(timing.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return List.of();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        try {
            if (store != null) {
                found.addAll(store.after(afterSequence, limit, backlog::hidden));
            }
        } catch (SQLException e) {
            failed(e);
            return List.of();
        } finally {
            disk.unlock();
        }
        // Deleted already, unless the disk did not let us.
        only.ifPresent(topics -> found.removeIf(message -> !topics.test(message.topic())));
        long reached = found.isEmpty() ? afterSequence : found.getLast().sequence();
        found.addAll(backlog.stranded(reached, limit - found.size()));
        return found;
    }

    @Override
    public void restrictTo(Predicate<String> topics) {
        disk.lock();
        try {
            only = Optional.of(topics);
            unfinished = List.of();
            var current = store;
            if (current != null) {
                withdraw(current, topics);
                show(current);
            }
        } catch (SQLException e) {
            failed(e);
        } finally {
            disk.unlock();
        }
    }

    private void withdraw(Store current, Predicate<String> topics) throws SQLException {
        long gone;
        current.begin();
        try {
            gone = current.keepOnly(topics);
            current.forgetSeries();
            current.commit();
            backlog.forgetSeries();
        } catch (SQLException e) {
            current.rollback();
            throw e;
        }
        losses.lost(Losses.Reason.WITHDRAWN, gone);
    }

    @Override
    public boolean await(long afterSequence, Duration timeout) throws InterruptedException {
        return backlog.await(afterSequence, timeout);
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
        for (var part : List.of(
                trouble.isEmpty() ? "" : trouble + ", " + inMemory + " events wait in memory",
                losses.words(),
                remark)) {
            if (!part.isEmpty()) {
                detail.add(part);
            }
        }
        return new Health(trouble.isEmpty(), detail.toString(), storedMessages + inMemory, storedBytes, losses.total());
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
        try {
            while (true) {
                var batch = backlog.take(BATCH, timing.tick());
                boolean written = writeOnce(batch);
                if (batch.closing() && (!written || batch.inserts().size() < BATCH)) {
                    break;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        disk.lock();
        try {
            if (store != null) {
                store.close();
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "The outbox was not closed in order: {0}", Faults.words(e));
        } finally {
            disk.unlock();
        }
    }

    private boolean writeOnce(Backlog.Batch batch) {
        disk.lock();
        try {
            if (store == null) {
                openStore();
            }
            var current = store;
            if (current == null) {
                return false;
            }
            if (!trouble.isEmpty() && !batch.grows()) {
                current.probe();
            }
            long[] lost = transact(current, batch);
            backlog.done(batch);
            losses.lost(Losses.Reason.SIZE, lost[0]);
            losses.lost(Losses.Reason.AGE, lost[1]);
            losses.endQuietEpisodes();
            if (!trouble.isEmpty()) {
                LOG.log(Level.INFO, "The outbox is written again.");
                trouble = "";
            }
            show(current);
            if (batch.inserts().isEmpty()) {
                current.shrink(VACUUM_PAGES);
            }
            return true;
        } catch (SQLException e) {
            recover(e);
        } catch (IOException | OutboxException e) {
            failed(e);
        } finally {
            disk.unlock();
        }
        return false;
    }

    /** One transaction; returns how many went for size and for age. */
    private long[] transact(Store current, Backlog.Batch batch) throws SQLException {
        long[] lost = {0, 0};
        current.begin();
        if (!batch.isEmpty()) {
            for (var message : batch.inOrder()) {
                if (batch.noted().contains(message)) {
                    current.follow(message);
                } else {
                    current.insert(message);
                }
            }
            for (var sequence : batch.acknowledged()) {
                current.delete(sequence);
            }
            for (var refused : batch.refused().entrySet()) {
                current.refuse(refused.getKey(), refused.getValue());
            }
        }
        while (current.bytes() > maxSize.bytes() && current.deleteOldest()) {
            lost[0]++;
        }
        var expired = clock.instant().minus(maxAge);
        for (var oldest = current.oldest();
                Era.knows(oldest) && oldest.isBefore(expired) && current.deleteOldest();
                oldest = current.oldest()) {
            lost[1]++;
        }
        current.commit();
        return lost;
    }

    /** After a failed transaction; what was in it stays in the backlog. */
    private void recover(SQLException e) {
        failed(e);
        var current = store;
        if (current == null) {
            return;
        }
        try {
            if (Faults.of(e) == Faults.DAMAGED) {
                store = null;
                long lost = current.messages();
                current.close();
                setAside(e, lost);
            } else {
                current.rollback();
                current.checkpoint();
            }
        } catch (SQLException | IOException again) {
            LOG.log(Level.DEBUG, "Recovery failed: {0}", again.getMessage());
            store = null;
        }
    }

    private void failed(Exception e) {
        trouble("events cannot be written to " + files.database() + ": "
                + (e instanceof SQLException sql ? Faults.words(sql) : e.getMessage()));
        backlog.fail();
    }

    private void trouble(String words) {
        if (trouble.isEmpty()) {
            LOG.log(Level.ERROR, "{0}; they wait in memory.", words);
        }
        trouble = words;
    }

    private void show(Store current) {
        storedMessages = current.messages();
        storedBytes = current.bytes();
        metrics.outboxEvents.set(storedMessages);
        metrics.outboxBytes.set(storedBytes);
    }
}
