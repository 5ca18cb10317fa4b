package io.maskgate.daemon.outbox;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Deletes what may not leave any more, in as many transactions as it takes: see {@link Excess}. One that is cut short is
 * done again from the beginning; until then the rest stays on the disk, but does not leave.
 */
final class Withdrawal {
    private static final System.Logger LOG = System.getLogger(Withdrawal.class.getName());

    private final Store store;
    private final Predicate<String> allowed;

    /** @param allowed topics whose messages stay */
    Withdrawal(Store store, Predicate<String> allowed) {
        this.store = store;
        this.allowed = allowed;
    }

    /** @param gone told how many messages went, after each transaction */
    void carryOut(IntConsumer gone) throws SQLException {
        long after = 0;
        int waited = 0;
        for (var others = others(after); !others.isEmpty(); others = others(after)) {
            store.begin();
            for (long sequence : others) {
                store.delete(sequence);
            }
            store.commit();
            gone.accept(others.size());
            waited += others.size();
            after = others.getLast();
        }
        store.begin();
        store.refused().forget(allowed.negate());
        int open = store.open().size();
        store.forgetSeries();
        store.commit();
        if (open + waited > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} tracks or alarms of an earlier privacy mode are never ended, nor are those whose end was among the"
                            + " {1} events that waited and are deleted, since no event leaves in this one: reset them where"
                            + " they are shown.",
                    Integer.toString(open),
                    Integer.toString(waited));
        }
    }

    private List<Long> others(long after) throws SQLException {
        return store.of(allowed.negate(), after, Excess.AT_ONCE);
    }
}
