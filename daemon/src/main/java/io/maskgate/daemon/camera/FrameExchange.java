package io.maskgate.daemon.camera;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * From the cameras' threads to the inference thread: at most one frame per camera, the newest. Cameras are served in the
 * order in which they came to wait, so none starves. Thread-safe.
 */
final class FrameExchange {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<String, PendingFrame> pending = new LinkedHashMap<>();
    private long missed;
    private boolean closed;
    private boolean woken;

    /** Hands over a frame; returns the older one it replaces, which the caller closes. */
    Optional<PendingFrame> put(PendingFrame frame) {
        lock.lock();
        try {
            if (closed) {
                return Optional.of(frame);
            }
            // Replacing keeps the camera's place: one with many frames is not put back again and again.
            var older = Optional.ofNullable(pending.put(frame.camera(), frame));
            arrived.signal();
            missed += older.isPresent() ? 1 : 0;
            return older;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the camera's frame of this time waits to be taken. */
    boolean waits(String camera, long nanos) {
        lock.lock();
        try {
            var frame = pending.get(camera);
            return frame != null && frame.time().monotonicNanos() == nanos;
        } finally {
            lock.unlock();
        }
    }

    /** A frame came for which there was no image: too many are on their way already. */
    void miss() {
        lock.lock();
        try {
            missed++;
        } finally {
            lock.unlock();
        }
    }

    /** Frames that came and were never taken, since whoever takes them was not there in time. */
    long missed() {
        lock.lock();
        try {
            return missed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether no frame waits to be taken. */
    boolean isEmpty() {
        lock.lock();
        try {
            return pending.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody waits for who takes frames: it comes back at once, with none if there are none. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The frames that wait, at most {@code limit}; empty when none came in time, {@link #wake} was called or the exchange is
     * closed. The caller closes them.
     */
    List<PendingFrame> take(int limit, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (pending.isEmpty() && !closed && !woken && left > 0) {
                left = arrived.awaitNanos(left);
            }
            woken = false;
            var taken = new ArrayList<PendingFrame>();
            var frames = pending.values().iterator();
            while (frames.hasNext() && taken.size() < limit) {
                taken.add(frames.next());
                frames.remove();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting; frames put from now on come back to their owner. */
    void close() {
        lock.lock();
        try {
            closed = true;
            pending.values().forEach(PendingFrame::close);
            pending.clear();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
