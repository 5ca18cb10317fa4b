package io.maskgate.daemon.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Messages on disk, in order, until acknowledged. Thread-safe. */
public interface Outbox extends AutoCloseable {
    /**
     * Takes a message, which is written as soon as the disk does it; at once. A second message with the id of one that waits
     * is ignored. Never throws for a full or dead disk: the message is then kept in memory within a small bound and written
     * when the disk is back; what has no room is counted as lost and shown in {@link #health()}.
     */
    void enqueue(UUID id, String topic, byte[] payload, Instant at, Series series);

    /**
     * Waits until every message taken so far survives a crash and a loss of power; never throws for a full or dead disk and
     * never waits for it longer than a second. Messages taken before one call share an fsync.
     */
    void sync();

    /** Writes one message: when this returns it survives a crash and a loss of power, as {@link #sync} says. */
    default void append(UUID id, String topic, byte[] payload, Instant at, Series series) {
        enqueue(id, topic, payload, at, series);
        sync();
    }

    /** A message that stands alone. */
    default void append(UUID id, String topic, byte[] payload, Instant at) {
        append(id, topic, payload, at, Series.NONE);
    }

    /**
     * The latest message of each series that had no last one when this process opened the outbox's file: what an earlier
     * process did not live to finish. Written with the messages themselves, so that the two never disagree. Handed out
     * once: at the start, or later where the file could be opened only then. At once, from memory.
     */
    List<byte[]> unfinished();

    /** The oldest messages after {@code afterSequence}, at most {@code limit}, in order of appending. */
    default List<Waiting> next(long afterSequence, int limit) {
        var page = next(afterSequence, limit, _ -> true);
        while (page.messages().isEmpty() && page.goesOn(afterSequence)) {
            afterSequence = page.upTo();
            page = next(afterSequence, limit, _ -> true);
        }
        return page.messages();
    }

    /**
     * The same of some topics alone. Looks at a bounded number of messages, so that whoever writes need not wait for a
     * look through all of a large backlog: what is found may be nothing although there is more.
     *
     * @param wanted asked before a payload is read: others are passed over and cost little
     */
    Page next(long afterSequence, int limit, Predicate<String> wanted);

    /** The broker has it. It is not offered again; the row is deleted a moment later, together with others. */
    void acknowledged(long sequence);

    /** The broker will never take it: kept aside with the reason, counted as lost, not offered again. */
    void refused(long sequence, String reason);

    /**
     * From now on messages of these topics alone leave. Those of others that wait from earlier are deleted, with the
     * series they belong to, and counted as lost.
     */
    void restrictTo(Predicate<String> topics);

    /** At once, from memory: never waits for the disk. */
    Health health();

    /** Why nothing will be written until the process is restarted, whatever the disk does; empty while it can go on. */
    Optional<String> fatal();

    /**
     * How often the messages on disk were found anew. Where that has changed, what {@link #next} gave earlier says nothing
     * of what lies before it: older messages may have come to light.
     */
    long openings();

    /** Writes what is in memory, then lets go of the file. */
    @Override
    void close();

    /**
     * Messages in order.
     *
     * @param upTo place in the order up to which there are no others that were asked for
     * @param end whether there are none after it either
     */
    record Page(List<Waiting> messages, long upTo, boolean end) {
        /** Whether to ask again after its end is worth it now: where the disk did not answer, it is not. */
        public boolean goesOn(long asked) {
            return !end && upTo > asked;
        }
    }

    /** A message and its place in the order. */
    record Waiting(long sequence, UUID id, String topic, byte[] payload, Instant at, Series series) {
        /** The same for another topic. */
        public Waiting to(String other) {
            return other.equals(topic) ? this : new Waiting(sequence, id, other, payload, at, series);
        }
    }

    /**
     * Messages that belong together, such as those of one track.
     *
     * @param key of the series; empty for a message that stands alone
     * @param last whether it ends with this message
     */
    record Series(String key, boolean last) {
        public static final Series NONE = new Series("", true);
    }

    /**
     * How the outbox is.
     *
     * @param ok whether the last write succeeded
     * @param detail why not, or a remark such as a damaged file set aside; empty when all is well
     * @param messages waiting, on the disk and in memory
     * @param bytes on the disk: payload, topic and bookkeeping, also of what has arrived and is still to be deleted
     * @param lost messages given up since the start, for whatever reason
     */
    record Health(boolean ok, String detail, long messages, long bytes, long lost) {
        /** The same where there is trouble beyond the outbox's own. */
        public Health failing(String trouble) {
            return new Health(false, detail.isEmpty() ? trouble : detail + "; " + trouble, messages, bytes, lost);
        }
    }
}
