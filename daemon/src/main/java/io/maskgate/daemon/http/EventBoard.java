package io.maskgate.daemon.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Keeps the last events and passes new ones to listeners, each with a queue of its own that loses its oldest. */
public final class EventBoard implements EventFeed {
    private static final int RECENT = 100;
    /** Of so many events that were pushed out it is known when they came: who saw one last misses what came after it. */
    private static final int REMEMBERED = 2000;

    private final int queue;
    private final LongAdder lost = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Numbered> recent = new ArrayDeque<>();
    private final LinkedHashMap<String, Gone> gone = new LinkedHashMap<>();
    private long published;
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    private record Numbered(long number, Entry entry) {}

    private record Gone(long number, String camera) {}

    /**
     * @param queue events that may wait for one listener
     */
    public EventBoard(int queue) {
        if (queue < 1) {
            throw new IllegalArgumentException("expected a queue of 1 or more, found " + queue);
        }
        this.queue = queue;
    }

    /** Shows an event to all listeners. Returns at once. */
    public void publish(Entry entry) {
        lock.lock();
        try {
            // A crowd's events must not push out the one alarm of the day.
            var same = recent.stream()
                    .filter(each -> each.entry().kind() == entry.kind())
                    .toList();
            if (same.size() == RECENT) {
                pushOut(same.getFirst());
            }
            recent.addLast(new Numbered(++published, entry));
            listeners.forEach(listener -> listener.offer(entry));
        } finally {
            lock.unlock();
        }
    }

    private void pushOut(Numbered oldest) {
        recent.remove(oldest);
        gone.putLast(
                oldest.entry().id(), new Gone(oldest.number(), oldest.entry().camera()));
        if (gone.size() > REMEMBERED) {
            gone.pollFirstEntry();
        }
    }

    @Override
    public EventSubscription subscribe(Predicate<String> cameras) {
        var listener = new Listener(cameras);
        listeners.add(listener);
        return listener;
    }

    @Override
    public List<Entry> recent() {
        lock.lock();
        try {
            return recent.stream().map(Numbered::entry).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> after(String id, Predicate<String> cameras) {
        lock.lock();
        try {
            long seen = number(id, cameras);
            return recent.stream()
                    .filter(each ->
                            each.number() > seen && cameras.test(each.entry().camera()))
                    .map(Numbered::entry)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** 0, which comes before all, where there is no event of this id for whoever asks. */
    private long number(String id, Predicate<String> cameras) {
        return recent.reversed().stream()
                .filter(each -> each.entry().id().equals(id)
                        && cameras.test(each.entry().camera()))
                .mapToLong(Numbered::number)
                .findFirst()
                .orElseGet(() -> Optional.ofNullable(gone.get(id))
                        .filter(each -> cameras.test(each.camera()))
                        .map(Gone::number)
                        .orElse(0L));
    }

    @Override
    public long lost() {
        return lost.sum();
    }

    /** Listeners now. */
    public int listeners() {
        return listeners.size();
    }

    private final class Listener implements EventSubscription {
        private final ReentrantLock own = new ReentrantLock();
        private final Condition arrived = own.newCondition();
        private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
        private final Predicate<String> cameras;
        private long missed;

        Listener(Predicate<String> cameras) {
            this.cameras = cameras;
        }

        void offer(Entry entry) {
            if (!cameras.test(entry.camera())) {
                return;
            }
            own.lock();
            try {
                if (waiting.size() == queue) {
                    waiting.removeFirst();
                    missed++;
                    lost.increment();
                }
                waiting.addLast(entry);
                arrived.signal();
            } finally {
                own.unlock();
            }
        }

        @Override
        public Optional<Entry> next(Duration timeout) throws InterruptedException {
            long left = timeout.toNanos();
            own.lockInterruptibly();
            try {
                while (waiting.isEmpty() && left > 0) {
                    left = arrived.awaitNanos(left);
                }
                return Optional.ofNullable(waiting.pollFirst());
            } finally {
                own.unlock();
            }
        }

        @Override
        public long lost() {
            own.lock();
            try {
                return missed;
            } finally {
                own.unlock();
            }
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }
}
