package io.maskgate.daemon.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Messages on disk, in order, until acknowledged. Thread-safe. */
public interface Outbox extends AutoCloseable {
    /**
     * Writes a message; when this returns it survives a crash. Never throws for a full disk: the loss is counted and
     * shown in {@link #health()}.
     */
    void append(UUID id, String topic, byte[] payload, Instant at);

    /** The oldest messages after {@code afterSequence}, at most {@code limit}, in order of appending. */
    List<Waiting> next(long afterSequence, int limit);

    /** Blocks until there is a message after {@code afterSequence} or the time is over. */
    boolean await(long afterSequence, Duration timeout) throws InterruptedException;

    /** The broker has it. */
    void acknowledged(long sequence);

    Health health();

    @Override
    void close();

    /** A message and its place in the order. */
    record Waiting(long sequence, UUID id, String topic, byte[] payload, Instant at) {}

    /**
     * How the outbox is.
     *
     * @param ok whether the last write succeeded
     * @param detail why not, or a remark such as a damaged file set aside; empty when all is well
     */
    record Health(boolean ok, String detail, long messages, long bytes, long lost) {}
}
