package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames for a second model to look at, each with what the first saw in it: scaled by the camera's thread, completed by the
 * inference thread, taken by whoever compares. A few at a time; who compares slowly gets fewer, and nobody waits for him.
 * A camera that went dark before the first model looked keeps none from the others. Thread-safe.
 */
public final class SecondLook {
    private static final int AT_ONCE = 4;
    /** The first model looks within moments; what waits for so long is of a camera that gives nothing any more. */
    private static final Duration LOST = Duration.ofSeconds(5);

    private final InputPool images;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final ArrayDeque<Pair> ready = new ArrayDeque<>();
    private boolean ended;

    /** A frame the first model has not looked at yet. */
    private record Waiting(InputImage image, long nanos) {}

    /**
     * A frame as the second model takes it, and what the first saw; whoever takes it closes it.
     *
     * @param found in pixels of the frame
     */
    public record Pair(InputImage image, List<Detection> found) implements AutoCloseable {
        public Pair {
            found = List.copyOf(found);
        }

        @Override
        public void close() {
            image.close();
        }
    }

    /** @param second model */
    public SecondLook(ModelInfo second) {
        images = new InputPool(AT_ONCE, second.width(), second.height());
    }

    /** Before the frame is given to the first model; the frame stays the caller's. */
    void offer(String camera, CameraStream.Frame frame) {
        if (wants(camera)) {
            long now = frame.time().monotonicNanos();
            images.acquire().or(() -> lost(now)).ifPresent(image -> put(camera, scaled(frame, image)));
        }
    }

    private boolean wants(String camera) {
        lock.lock();
        try {
            return !ended && !waiting.containsKey(camera);
        } finally {
            lock.unlock();
        }
    }

    /** The image of the frame that has waited longest, where that is too long. */
    private Optional<InputImage> lost(long now) {
        lock.lock();
        try {
            var oldest = waiting.entrySet().stream()
                    .filter(kept -> now - kept.getValue().nanos > LOST.toNanos())
                    .min(Comparator.comparingLong(kept -> kept.getValue().nanos));
            oldest.ifPresent(kept -> waiting.remove(kept.getKey()));
            return oldest.map(kept -> kept.getValue().image);
        } finally {
            lock.unlock();
        }
    }

    private static Waiting scaled(CameraStream.Frame frame, InputImage image) {
        try {
            frame.scaleInto(image);
            return new Waiting(image, frame.time().monotonicNanos());
        } catch (RuntimeException | Error e) {
            image.close();
            throw e;
        }
    }

    private void put(String camera, Waiting scaled) {
        lock.lock();
        try {
            if (ended) {
                scaled.image.close();
            } else {
                Optional.ofNullable(waiting.put(camera, scaled)).ifPresent(other -> other.image.close());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first model has looked at a frame; one that waits longer was passed over. */
    void looked(String camera, long nanos, List<Detection> found) {
        lock.lock();
        try {
            var kept = waiting.get(camera);
            if (kept == null || kept.nanos > nanos) {
                return;
            }
            waiting.remove(camera);
            if (kept.nanos == nanos) {
                ready.addLast(new Pair(kept.image, found));
                changed.signal();
            } else {
                kept.image.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next frame both are to have looked at; empty when none comes in time. */
    public Optional<Pair> next(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (ready.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return Optional.ofNullable(ready.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more frames. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            ready.forEach(Pair::close);
            ready.clear();
            waiting.values().forEach(kept -> kept.image.close());
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
