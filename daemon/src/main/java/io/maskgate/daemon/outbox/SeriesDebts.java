package io.maskgate.daemon.outbox;

import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the disk must still learn of series whose messages it never saw: those the broker took from memory while the disk
 * was full. A track that began so must be ended after a crash, and one that ended so must not be ended again. Not
 * thread-safe.
 */
final class SeriesDebts {
    private final int capacity;
    private final Set<String> openOnDisk = new HashSet<>();
    private final TreeMap<Long, Waiting> debts = new TreeMap<>();

    /** @param capacity debts kept at most; there are hardly more than tracks in view */
    SeriesDebts(int capacity) {
        this.capacity = capacity;
    }

    /** The disk knows these series as open, and nothing else. */
    void startWith(Set<String> open) {
        openOnDisk.clear();
        openOnDisk.addAll(open);
    }

    /**
     * A message has left without having been on the disk.
     *
     * @param perhapsWritten whether an earlier message of its series is on the way to the disk
     */
    void left(Waiting message, boolean perhapsWritten) {
        var series = message.series();
        if (series.key().isEmpty()) {
            return;
        }
        var later = debts.tailMap(message.sequence(), false).values();
        if (later.stream().anyMatch(other -> other.series().key().equals(series.key()))) {
            // A topic that was refused for a moment gives its messages in another order.
            return;
        }
        debts.values().removeIf(other -> other.series().key().equals(series.key()));
        if (!series.last() || perhapsWritten || openOnDisk.contains(series.key())) {
            debts.put(message.sequence(), message);
        }
        while (debts.size() > capacity) {
            debts.pollFirstEntry();
        }
    }

    /** Debts of messages up to a place in the order, oldest first. */
    List<Waiting> upTo(long sequence) {
        return List.copyOf(debts.headMap(sequence, true).values());
    }

    boolean none() {
        return debts.isEmpty();
    }

    /** The disk has these messages or has noted them; in their order. */
    void written(List<Waiting> messages) {
        for (var message : messages) {
            var series = message.series();
            debts.remove(message.sequence());
            if (series.key().isEmpty()) {
                continue;
            }
            if (series.last()) {
                openOnDisk.remove(series.key());
            } else {
                openOnDisk.add(series.key());
            }
        }
    }
}
