package io.maskgate.daemon.outbox;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Gives up the oldest messages beyond a limit, a bounded number in one transaction: what is deleted lies in SQLite's log
 * before it is free, so that all of a large backlog at once would need as much room as it has, on a disk that is full
 * perhaps. Used under the lock of the {@link Disk}.
 */
final class Excess {
    /** Rows deleted in one transaction: a log of 2 MB at most, and the file is held for some 20 ms. */
    static final int AT_ONCE = 1000;

    private final Disk.Limits limits;
    private final Ages ages;

    Excess(Disk.Limits limits, Ages ages) {
        this.limits = limits;
        this.ages = ages;
    }

    /**
     * What went in this transaction.
     *
     * @param refused kept aside for as long as others wait; they were counted as lost when they were refused
     */
    record Gone(int forSize, int forAge, int refused) {
        static final Gone NONE = new Gone(0, 0, 0);

        /** Whether there may be more that has to go. */
        boolean more() {
            return forSize + forAge + refused == AT_ONCE;
        }
    }

    /** Within a transaction. */
    Gone giveUp(Store store) throws SQLException {
        int forSize = 0;
        while (forSize < AT_ONCE && store.bytes() > limits.size().bytes() && store.deleteOldest()) {
            forSize++;
        }
        int forAge = 0;
        while (forSize + forAge < AT_ONCE && tooOld(store.oldest()).isPresent() && store.deleteOldest()) {
            forAge++;
        }
        int refused = 0;
        var oldest = tooOld(store.refused().oldest());
        while (forSize + forAge + refused < AT_ONCE && oldest.isPresent()) {
            store.refused().delete(oldest.get().sequence());
            refused++;
            oldest = tooOld(store.refused().oldest());
        }
        return new Gone(forSize, forAge, refused);
    }

    private Optional<Store.Oldest> tooOld(Optional<Store.Oldest> oldest) {
        return oldest.filter(it -> ages.isTooOld(it.sequence(), it.at()));
    }
}
