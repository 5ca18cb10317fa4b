package io.maskgate.daemon.camera;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets a few cameras connect at once, in order of asking, so that a hundred do not storm the network after a power cut.
 * A connection that takes long counts only for its first moments: cameras that do not answer never keep others waiting.
 * Thread-safe.
 */
final class OpenGate {
    private final int places;
    private final Duration held;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private final Deque<Ticket> inside = new ArrayDeque<>();

    /** @param held a place is held no longer than this, however long connecting takes */
    OpenGate(int places, Duration held) {
        this.places = places;
        this.held = held;
    }

    /** Queues for a place. */
    Ticket ask() {
        var ticket = new Ticket();
        lock.lock();
        try {
            waiting.addLast(ticket);
        } finally {
            lock.unlock();
        }
        return ticket;
    }

    /** A place, or the wish for one. Closing it, from any thread and repeatedly, gives up both. */
    final class Ticket implements AutoCloseable {
        private boolean closed;
        private long entered;

        /** Waits for the place; false when the ticket was closed meanwhile. */
        boolean await() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (!closed) {
                    long now = System.nanoTime();
                    long left = untilFree(now);
                    if (waiting.peekFirst() == this && left <= 0) {
                        waiting.removeFirst();
                        entered = now;
                        inside.addLast(this);
                        // Others may find a place too, and only the first in the queue looks.
                        moved.signalAll();
                        return true;
                    }
                    if (left > 0) {
                        moved.awaitNanos(left);
                    } else {
                        moved.await();
                    }
                }
                return false;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                waiting.remove(this);
                inside.remove(this);
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Nanoseconds until a place is free; nothing or less when one is. */
    private long untilFree(long now) {
        while (!inside.isEmpty() && now - inside.getFirst().entered >= held.toNanos()) {
            inside.removeFirst();
        }
        return inside.size() < places ? 0 : inside.getFirst().entered + held.toNanos() - now;
    }

    /** How many wait or hold a place; for tests. */
    int present() {
        lock.lock();
        try {
            return waiting.size() + inside.size();
        } finally {
            lock.unlock();
        }
    }
}
