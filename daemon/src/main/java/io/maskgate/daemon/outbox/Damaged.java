package io.maskgate.daemon.outbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** Outboxes that were damaged and lie beside the new one, for somebody to look at. Used under the lock of the {@link Disk}. */
final class Damaged {
    private static final System.Logger LOG = System.getLogger(Damaged.class.getName());

    private final OutboxFiles files;
    private final Losses losses;
    private final InstantSource clock;
    private final Condition condition;

    Damaged(OutboxFiles files, Losses losses, InstantSource clock, Condition condition) {
        this.files = files;
        this.losses = losses;
        this.clock = clock;
        this.condition = condition;
    }

    /** @param lost messages that were in it, so far as is known */
    void setAside(SQLException cause, long lost) throws IOException {
        var target = files.setAside(clock.instant());
        losses.lost(Losses.Reason.DAMAGED, Math.max(1, lost));
        LOG.log(Level.ERROR, "The outbox was damaged ({0}) and is set aside as {1}.", Faults.words(cause), target);
        try {
            for (var deleted : files.deleteTooMany()) {
                LOG.log(Level.WARNING, "{0} is deleted: there are too many damaged ones.", deleted);
            }
        } catch (IOException e) {
            // One file more is no reason to go without an outbox.
            LOG.log(Level.WARNING, "Of too many damaged outboxes one cannot be deleted: {0}", OutboxFiles.words(e));
        }
    }

    /** Says which is the latest, as long as there is one. */
    void remark() {
        List<Path> all;
        try {
            all = files.damaged();
        } catch (IOException _) {
            // As with too many files open: what was said before holds until there is better knowledge.
            return;
        }
        condition.remark(
                all.isEmpty()
                        ? ""
                        : "a damaged outbox was set aside as " + all.getLast() + "; look at it, then take it away");
    }

    /**
     * Deletes them all: what may not leave any more may be in them. That goes for those too that were set aside after the
     * outbox had been erased: a damaged file is one that does not hold what was written, be it the erasing itself.
     */
    void withdraw() {
        List<Path> all;
        try {
            all = files.damaged();
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "Damaged outboxes may hold events of an earlier privacy mode and cannot be listed: {0}; delete"
                            + " outbox.damaged-* in the state folder.",
                    OutboxFiles.words(e));
            return;
        }
        for (Path file : all) {
            try {
                files.delete(file);
                LOG.log(Level.WARNING, "{0} is deleted: it may hold events of an earlier privacy mode.", file);
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "{0} may hold events of an earlier privacy mode and cannot be deleted: {1}; delete it.",
                        file,
                        OutboxFiles.words(e));
            }
        }
        remark();
    }
}
