package io.maskgate.daemon.outbox;

import io.maskgate.daemon.config.Size;
import io.maskgate.daemon.outbox.Outbox.Page;
import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The outbox's file and what may befall it: opened, full, not answering, damaged and set aside, well again. Thread-safe;
 * one at a time is at the file, and whoever needs the {@link Backlog} as well takes its lock after this one's.
 */
final class Disk implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Disk.class.getName());
    /** Pages given back to the file system at a time: a megabyte. */
    private static final int VACUUM_PAGES = 256;
    /** Read in a few seconds even from a slow card. */
    private static final int LARGE_MIB = 64;

    private final OutboxFiles files;
    private final Ages ages;
    private final Excess excess;
    private final Opener opener;
    private final Backlog backlog;
    private final Losses losses;
    private final Condition condition;
    private final Damaged damaged;
    /** In turns: whoever looks through a large backlog comes back at once, before a writer that waits has woken up. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private @Nullable Store store;
    /** Messages were numbered before it was known up to where the file's are. */
    private boolean numberedBlindly;

    /** As the first opening found it: later ones find this process's own. Read without the lock, which may hang. */
    private final AtomicReference<Optional<List<byte[]>>> unfinished = new AtomicReference<>(Optional.empty());
    /** Topics whose messages alone may leave. */
    private Predicate<String> allowed = _ -> true;

    private boolean withdrawalDue;
    /** The log has a stack trace since the file was last written: the same comes again at every attempt. */
    private boolean traced;

    private boolean saidLarge;

    private volatile long openings;

    /**
     * What waits at most.
     *
     * @param size of all messages; the oldest go first
     * @param age of each
     */
    record Limits(Size size, Duration age) {}

    /** Opens the file; a seam for tests of a full disk. */
    interface Opener {
        Store open(Path file) throws SQLException, OutboxException;
    }

    Disk(
            OutboxFiles files,
            Limits limits,
            Ages ages,
            Opener opener,
            Backlog backlog,
            Losses losses,
            Clock clock,
            Condition condition) {
        this.files = files;
        this.ages = ages;
        excess = new Excess(limits, ages);
        this.opener = opener;
        this.backlog = backlog;
        this.losses = losses;
        this.condition = condition;
        damaged = new Damaged(files, losses, clock, condition);
    }

    /**
     * The first time. A damaged file is set aside; a full or failing disk is no obstacle.
     *
     * @throws OutboxException when another process has the file, or it may not be written
     */
    void begin() throws OutboxException {
        lock.lock();
        try {
            open();
        } catch (SQLException e) {
            // What is damaged once the damaged one is set aside was written just now: the disk does not keep it.
            boolean passes = Faults.of(e) == Faults.DISK
                    || Faults.of(e) == Faults.DAMAGED
                    || Faults.of(e) == Faults.FORBIDDEN && !files.areForbidden();
            if (!passes) {
                throw new OutboxException(
                        files.database() + ": expected an outbox this process alone may write, found " + Faults.words(e)
                                + "; end what holds the file and check its owner",
                        e);
            }
            beginBlindly(e);
        } catch (IOException e) {
            beginBlindly(e);
        } finally {
            lock.unlock();
        }
    }

    private void beginBlindly(Exception e) {
        failed(e);
        if (store == null) {
            numberedBlindly = true;
            backlog.startBlindly();
        }
    }

    private Store open() throws SQLException, IOException, OutboxException {
        files.prepareDatabase();
        sayIfLarge();
        Store opened;
        try {
            opened = opener.open(files.database());
        } catch (SQLException e) {
            if (Faults.of(e) != Faults.DAMAGED) {
                throw e;
            }
            damaged.setAside(e, 1);
            files.prepareDatabase();
            opened = opener.open(files.database());
        }
        try {
            // The file of an earlier process that was blind too has numbers that are given again now.
            if (numberedBlindly && opened.last() > Backlog.BLIND) {
                opened.renumber();
            }
            numberedBlindly = false;
            backlog.startAfter(opened.last(), opened.open(), opened.messages());
            if (unfinished.get().isEmpty()) {
                unfinished.set(Optional.of(opened.unfinished()));
            }
        } catch (SQLException e) {
            // It would hold the file for ever.
            opened.close();
            throw e;
        }
        store = opened;
        openings++;
        ages.opened(opened.last());
        damaged.remark();
        condition.holds(opened.bytes());
        return opened;
    }

    /** All of it is read before anything else happens. */
    private void sayIfLarge() {
        long mebibytes = files.size() >> 20;
        if (mebibytes > LARGE_MIB && !saidLarge) {
            saidLarge = true;
            LOG.log(
                    Level.INFO,
                    "The outbox of {0} MiB is looked through, which takes its time on a slow disk.",
                    Long.toString(mebibytes));
        }
    }

    /** See {@link Outbox#unfinished}. */
    List<byte[]> unfinished() {
        return unfinished.getAndUpdate(left -> left.map(_ -> List.of())).orElse(List.of());
    }

    /** See {@link Outbox#next}; while the disk does not answer, what is in memory, unless something on the disk comes first. */
    Page next(long afterSequence, int limit, Predicate<String> wanted, Duration patience) {
        var none = new Page(List.of(), afterSequence, false);
        try {
            if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return with(none, backlog.strandedAlone(afterSequence, limit, wanted));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return none;
        }
        try {
            // What may not leave is deleted, unless the disk did not let us.
            var onDisk = store == null ? none : store.after(afterSequence, limit, backlog::hidden, allowed.and(wanted));
            if (store != null && !onDisk.end()) {
                return onDisk;
            }
            // Under the same lock: what is written in between must not be passed over.
            int left = limit - onDisk.messages().size();
            return with(onDisk, backlog.stranded(onDisk.upTo(), left, wanted));
        } catch (SQLException e) {
            recover(e);
            return none;
        } finally {
            lock.unlock();
        }
    }

    private static Page with(Page page, List<Waiting> later) {
        var all = new ArrayList<>(page.messages());
        all.addAll(later);
        return later.isEmpty() ? page : new Page(all, later.getLast().sequence(), false);
    }

    /** See {@link Outbox#restrictTo}; where the disk does not let it, it is done when it does. */
    void restrictTo(Predicate<String> topics) {
        lock.lock();
        try {
            allowed = topics;
            unfinished.set(Optional.of(List.of()));
            withdrawalDue = true;
            if (store != null) {
                withdraw(store);
                backlog.holds(store.messages());
                condition.holds(store.bytes());
            }
        } catch (SQLException e) {
            recover(e);
        } finally {
            lock.unlock();
        }
    }

    private void withdraw(Store current) throws SQLException {
        new Withdrawal(current, allowed).carryOut(gone -> losses.lost(Losses.Reason.WITHDRAWN, gone));
        backlog.forgetSeries();
        damaged.withdraw();
        try {
            current.erase();
        } catch (SQLException e) {
            if (Faults.of(e) == Faults.DAMAGED) {
                throw e;
            }
            // They are not in the outbox any more, so that it goes on without.
            LOG.log(
                    Level.WARNING,
                    "Deleted events may still be read in {0} until the next start: {1}",
                    files.database(),
                    Faults.words(e));
        }
        withdrawalDue = false;
    }

    /** How writing a batch went. */
    enum Outcome {
        /** The disk does not take it: all of it is still to be done. */
        FAILED,
        WRITTEN,
        /** Written, and there may be more beyond the limits than goes in one transaction. */
        MORE_TO_GIVE_UP
    }

    /** Carries out a batch in one transaction. */
    Outcome write(Backlog.Batch batch) {
        lock.lock();
        try {
            var current = store == null ? open() : store;
            if (withdrawalDue) {
                withdraw(current);
            }
            if (condition.isTrouble() && !batch.grows()) {
                current.probe();
            }
            var gone = transact(current, batch);
            backlog.done(batch, current.messages());
            losses.lost(Losses.Reason.SIZE, gone.forSize());
            losses.lost(Losses.Reason.AGE, gone.forAge());
            losses.endQuietEpisodes(current.messages() > 0);
            traced = false;
            condition.well();
            condition.holds(current.bytes());
            if (!condition.remark().isEmpty()) {
                damaged.remark();
            }
            // Not between steps: what is moved to the front of the file now may be deleted by the next one.
            if (batch.inserts().isEmpty() && !batch.verdictsLeft() && !gone.more()) {
                current.shrink(VACUUM_PAGES);
            }
            return gone.more() ? Outcome.MORE_TO_GIVE_UP : Outcome.WRITTEN;
        } catch (SQLException e) {
            backlog.undone(batch);
            recover(e);
        } catch (IOException | OutboxException e) {
            backlog.undone(batch);
            failed(e);
        } catch (RuntimeException | Error e) {
            // Whatever it is, the thread that writes has to go on.
            backlog.undone(batch);
            abandon();
            failed(e);
            if (!traced) {
                traced = true;
                LOG.log(Level.ERROR, "Writing the outbox failed", e);
            }
        } finally {
            lock.unlock();
        }
        return Outcome.FAILED;
    }

    private Excess.Gone transact(Store current, Backlog.Batch batch) throws SQLException {
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
        ages.reached(current.last());
        // Whose verdict is left has been delivered, or counted already: it is not to be given up as well.
        var gone = batch.verdictsLeft() ? Excess.Gone.NONE : excess.giveUp(current);
        current.commit();
        return gone;
    }

    /** After something at the file failed; whatever was not committed is undone. */
    private void recover(SQLException e) {
        failed(e);
        var current = store;
        if (current == null) {
            return;
        }
        try {
            if (Faults.of(e) == Faults.DAMAGED) {
                long lost = current.messages();
                abandon();
                damaged.setAside(e, lost);
            } else {
                current.rollback();
                current.checkpoint();
            }
        } catch (SQLException | IOException again) {
            LOG.log(Level.DEBUG, "Recovery failed: {0}", again.getMessage());
            abandon();
        }
    }

    /** So that it is opened anew: the old connection would hold the file against that. */
    private void abandon() {
        try {
            if (store != null) {
                store.close();
            }
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "The outbox was not closed in order: {0}", Faults.words(e));
        } finally {
            store = null;
        }
    }

    /** Nothing was written, and nobody waits for it. */
    void failed(Throwable e) {
        try {
            // Before anybody goes on: whoever looks then must not find all well.
            condition.failed(files.database(), e);
        } finally {
            backlog.fail();
        }
    }

    /** See {@link Outbox#openings}. */
    long openings() {
        return openings;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (store != null) {
                store.close();
                store = null;
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "The outbox was not closed in order: {0}", Faults.words(e));
        } finally {
            lock.unlock();
        }
    }
}
