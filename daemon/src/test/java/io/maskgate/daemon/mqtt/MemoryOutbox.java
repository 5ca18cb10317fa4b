package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.outbox.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** An outbox without a disk, for many gateways in one process. */
final class MemoryOutbox implements Outbox {
    private final ConcurrentSkipListMap<Long, Waiting> waiting = new ConcurrentSkipListMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong openings = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong looked = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final int most;

    MemoryOutbox() {
        this(2000);
    }

    /** @param most looked at in a call of {@link #next} */
    MemoryOutbox(int most) {
        this.most = most;
    }

    @Override
    public void enqueue(UUID id, String topic, byte[] payload, Instant at, Series series) {
        long next = sequence.incrementAndGet();
        waiting.put(next, new Waiting(next, id, topic, payload, at, series));
    }

    @Override
    public void sync() {}

    /** Numbered beyond all that may come to light. */
    void appendAfter(long beyond, String topic) {
        sequence.set(beyond);
        append(new UUID(8, beyond), topic, new byte[1], Instant.EPOCH, Series.NONE);
    }

    /** Comes to light. */
    void find(long earlier, String topic) {
        waiting.put(
                earlier, new Waiting(earlier, new UUID(9, earlier), topic, new byte[1], Instant.EPOCH, Series.NONE));
        openings.incrementAndGet();
    }

    @Override
    public List<byte[]> unfinished() {
        return List.of();
    }

    @Override
    public Page next(long afterSequence, int limit, Predicate<String> wanted) {
        var found = new ArrayList<Waiting>();
        long upTo = afterSequence;
        int lookedNow = 0;
        boolean end = true;
        for (var message : waiting.tailMap(afterSequence, false).values()) {
            if (found.size() == limit || lookedNow == most) {
                end = false;
                break;
            }
            upTo = message.sequence();
            lookedNow++;
            if (wanted.test(message.topic())) {
                found.add(message);
            }
        }
        read.addAndGet(found.size());
        looked.addAndGet(lookedNow);
        return new Page(found, upTo, end);
    }

    /** Messages given out by {@link #next} in all. */
    long read() {
        return read.get();
    }

    /** Messages looked at by {@link #next} in all, whether given out or passed over. */
    long looked() {
        return looked.get();
    }

    /** All that waits is given up, as when its file is damaged. */
    void lose() {
        lost.addAndGet(waiting.size());
        waiting.clear();
    }

    /** What waits, in order. */
    List<Waiting> waiting() {
        return List.copyOf(waiting.values());
    }

    @Override
    public void acknowledged(long acknowledged) {
        waiting.remove(acknowledged);
    }

    @Override
    public void refused(long refused, String reason) {
        waiting.remove(refused);
    }

    @Override
    public void restrictTo(Predicate<String> topics) {
        waiting.values().removeIf(message -> !topics.test(message.topic()));
    }

    @Override
    public Health health() {
        return new Health(true, "", waiting.size(), 0, lost.get());
    }

    @Override
    public Optional<String> fatal() {
        return Optional.empty();
    }

    @Override
    public long openings() {
        return openings.get();
    }

    @Override
    public void close() {}
}
