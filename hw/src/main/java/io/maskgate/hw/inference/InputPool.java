package io.maskgate.hw.inference;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A number of {@link InputImage}s of one size. Thread-safe; never blocks, and grows only when told to. */
public final class InputPool {
    private final int width;
    private final int height;
    private final ArrayDeque<InputImage> free = new ArrayDeque<>();
    private final List<InputImage> used = new ArrayList<>();
    private int wanted;

    public InputPool(int images, int width, int height) {
        this.width = width;
        this.height = height;
        resize(images);
    }

    /** Holds so many from now on; what is too many goes as soon as nobody uses it. */
    public synchronized void resize(int images) {
        wanted = images;
        while (free.size() + used.size() < wanted) {
            free.addLast(new InputImage(this, width, height));
        }
        while (free.size() + used.size() > wanted && !free.isEmpty()) {
            free.removeLast();
        }
    }

    /** An image nobody uses, or nothing when all are out. */
    public synchronized Optional<InputImage> acquire() {
        var image = Optional.ofNullable(free.pollFirst());
        image.ifPresent(used::add);
        return image;
    }

    /** Waits until nobody uses any of the images; false when that takes longer. */
    public synchronized boolean awaitUnused(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); !used.isEmpty(); left = until - System.nanoTime()) {
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    synchronized void release(InputImage image) {
        if (!used.remove(image)) {
            throw new IllegalStateException("input image closed twice");
        }
        if (free.size() + used.size() < wanted) {
            free.addFirst(image);
        }
        notifyAll();
    }
}
