package io.maskgate.daemon.outbox;

import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands between the callers and the disk: messages not yet written, and verdicts not yet carried out. Thread-safe;
 * no method waits for the disk longer than it is told to.
 */
final class Backlog {
    /** Acknowledgements gathered before they are carried out by themselves. */
    private static final int ENOUGH = 64;

    /** Refused messages moved in one transaction: each is written anew, with all it carries. */
    private static final int MOVED_AT_ONCE = 100;

    /** Beyond whatever number a file that cannot be read may have reached. */
    static final long BLIND = 1L << 62;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition written = lock.newCondition();

    private final int capacity;
    private final ArrayDeque<Waiting> pending = new ArrayDeque<>();
    private final Set<UUID> pendingIds = new HashSet<>();
    private final TreeSet<Long> acknowledged = new TreeSet<>();
    private final TreeMap<Long, String> refused = new TreeMap<>();
    private final SeriesDebts series;
    private List<Waiting> beingWritten = List.of();
    private long assigned;
    private long committed;
    private long onDisk;
    private boolean failing;
    private boolean closing;

    /** @param capacity messages held in memory while the disk does not take them */
    Backlog(int capacity) {
        this.capacity = capacity;
        series = new SeriesDebts(capacity);
    }

    /**
     * What the writer is to do in one transaction.
     *
     * @param inserts messages in order
     * @param noted messages the broker has already, of which only the series is to be noted
     * @param acknowledged some of them, the oldest, for what is deleted needs room on the disk itself before it is free
     * @param refused likewise
     * @param verdictsLeft whether others were acknowledged or refused, whose rows stay until a later transaction
     */
    record Batch(
            List<Waiting> inserts,
            List<Waiting> noted,
            Set<Long> acknowledged,
            Map<Long, String> refused,
            boolean verdictsLeft,
            boolean closing) {
        boolean isEmpty() {
            return inserts.isEmpty() && noted.isEmpty() && acknowledged.isEmpty() && refused.isEmpty();
        }

        /** Whether it takes room on the disk. */
        boolean grows() {
            return !inserts.isEmpty() || !noted.isEmpty();
        }

        /** Inserts and noted ones as they came. */
        List<Waiting> inOrder() {
            return Stream.concat(inserts.stream(), noted.stream())
                    .sorted(Comparator.comparingLong(Waiting::sequence))
                    .toList();
        }
    }

    /** So many messages up to here are on disk from an earlier life, with these series open. */
    void startAfter(long sequence, Set<String> open, long messages) {
        lock.lock();
        try {
            onDisk = messages;
            series.startWith(open);
            assigned = Math.max(assigned, sequence);
            committed = Math.max(committed, sequence);
        } finally {
            lock.unlock();
        }
    }

    /** It is not known up to where messages are on disk: those that come now are numbered after all there can be. */
    void startBlindly() {
        startAfter(BLIND, Set.of(), 0);
    }

    Added add(UUID id, String topic, byte[] payload, Instant at, Outbox.Series series) {
        lock.lock();
        try {
            if (closing) {
                return new Added.Closed();
            }
            if (!pendingIds.add(id)) {
                return new Added.Kept(0);
            }
            int pushedOut = 0;
            while (pending.size() >= capacity) {
                pendingIds.remove(pending.removeFirst().id());
                pushedOut++;
            }
            pending.addLast(new Waiting(++assigned, id, topic, payload.clone(), at, series));
            work.signal();
            return new Added.Kept(pushedOut);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until none of the messages taken before this call is in memory alone, or the disk takes none. What the broker took
     * from memory is waited for no more: it never comes to the disk.
     *
     * @return false where the disk has not answered for so long, so that nobody waits for it from now on
     */
    boolean awaitCommit(Duration patience) {
        lock.lock();
        try {
            long upTo = assigned;
            long left = patience.toNanos();
            while (!pending.isEmpty() && pending.peekFirst().sequence() <= upTo && !failing) {
                if (left <= 0) {
                    fail();
                    return false;
                }
                left = written.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException _) {
            // What was taken is in the backlog and the writer goes on; only the waiting was cut short.
            Thread.currentThread().interrupt();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void acknowledge(long sequence) {
        lock.lock();
        try {
            if (forgetPending(sequence) && !isBeingWritten(sequence)) {
                // It never was on the disk: there is no row to delete, however long the disk stays away.
                return;
            }
            acknowledged.add(sequence);
            if (acknowledged.size() >= ENOUGH) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void refuse(long sequence, String reason) {
        lock.lock();
        try {
            refused.put(sequence, reason);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean forgetPending(long sequence) {
        // Only while the disk fails are messages published from memory, so this is rarely more than a look.
        if (pending.isEmpty() || pending.peekFirst().sequence() > sequence) {
            return false;
        }
        for (var each = pending.iterator(); each.hasNext(); ) {
            var message = each.next();
            if (message.sequence() == sequence) {
                each.remove();
                pendingIds.remove(message.id());
                series.left(message, comesToDisk(message.series().key()));
                return true;
            }
        }
        return false;
    }

    private boolean isBeingWritten(long sequence) {
        return beingWritten.stream().anyMatch(message -> message.sequence() == sequence);
    }

    private boolean comesToDisk(String key) {
        return Stream.concat(pending.stream(), beingWritten.stream())
                .anyMatch(message -> message.series().key().equals(key));
    }

    boolean hidden(long sequence) {
        lock.lock();
        try {
            return acknowledged.contains(sequence) || refused.containsKey(sequence);
        } finally {
            lock.unlock();
        }
    }

    /** Messages the disk refuses, which may be published from memory; none while the disk works. */
    List<Waiting> stranded(long after, int limit, Predicate<String> wanted) {
        lock.lock();
        try {
            var found = new ArrayList<Waiting>();
            if (failing) {
                pending.stream()
                        .filter(message -> message.sequence() > after
                                && !refused.containsKey(message.sequence())
                                && wanted.test(message.topic()))
                        .limit(limit)
                        .forEach(found::add);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** The same where the disk cannot be looked at: none while it may hold messages that come before. */
    List<Waiting> strandedAlone(long after, int limit, Predicate<String> wanted) {
        lock.lock();
        try {
            return committed <= after ? stranded(after, limit, wanted) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to write, or for one tick; the batch stays here until {@link #done} or {@link
     * #undone}. */
    Batch take(int limit, Duration tick) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long wait = tick.toNanos();
            while (!closing && wait > 0 && (failing || nothingUrgent())) {
                wait = work.awaitNanos(wait);
            }
            beingWritten = pending.stream().limit(limit).toList();
            // Of one series, nothing is noted before what came earlier is inserted.
            long upTo = pending.size() > limit ? beingWritten.getLast().sequence() : Long.MAX_VALUE;
            var deleted = acknowledged.stream().limit(Excess.AT_ONCE).collect(Collectors.toUnmodifiableSet());
            var moved = refused.entrySet().stream()
                    .limit(MOVED_AT_ONCE)
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
            boolean left = deleted.size() < acknowledged.size() || moved.size() < refused.size();
            return new Batch(beingWritten, series.upTo(upTo), deleted, moved, left, closing);
        } finally {
            lock.unlock();
        }
    }

    private boolean nothingUrgent() {
        return pending.isEmpty() && series.none() && refused.isEmpty() && acknowledged.size() < ENOUGH;
    }

    /**
     * The batch is on disk.
     *
     * @param messages there by now
     */
    void done(Batch batch, long messages) {
        lock.lock();
        try {
            onDisk = messages;
            for (var message : batch.inserts()) {
                if (!pending.isEmpty() && pending.peekFirst() == message) {
                    pending.removeFirst();
                    pendingIds.remove(message.id());
                } else if (pending.remove(message)) {
                    pendingIds.remove(message.id());
                }
                committed = Math.max(committed, message.sequence());
            }
            series.written(batch.inOrder());
            beingWritten = List.of();
            acknowledged.removeAll(batch.acknowledged());
            refused.keySet().removeAll(batch.refused().keySet());
            failing = false;
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The disk has not taken the batch, not even in part. */
    void undone(Batch batch) {
        lock.lock();
        try {
            batch.inserts().forEach(message -> acknowledged.remove(message.sequence()));
            beingWritten = List.of();
        } finally {
            lock.unlock();
        }
    }

    /** So many messages are on disk, of which some may be settled. */
    void holds(long messages) {
        lock.lock();
        try {
            onDisk = messages;
        } finally {
            lock.unlock();
        }
    }

    /** No series is open any more. */
    void forgetSeries() {
        lock.lock();
        try {
            series.startWith(Set.of());
        } finally {
            lock.unlock();
        }
    }

    /** The disk takes nothing now: nobody waits for it. */
    void fail() {
        lock.lock();
        try {
            failing = true;
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No more appends; the writer is to finish. */
    void close() {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    int inMemory() {
        lock.lock();
        try {
            return pending.size();
        } finally {
            lock.unlock();
        }
    }

    /** Messages whose fate is not decided, on disk and in memory. */
    long waiting() {
        lock.lock();
        try {
            // A file that was damaged has taken rows along that were still to be deleted.
            return Math.max(0, onDisk + pending.size() - settled());
        } finally {
            lock.unlock();
        }
    }

    /** Messages whose fate is decided but whose rows are still there. */
    int settled() {
        lock.lock();
        try {
            return acknowledged.size() + refused.size();
        } finally {
            lock.unlock();
        }
    }
}
