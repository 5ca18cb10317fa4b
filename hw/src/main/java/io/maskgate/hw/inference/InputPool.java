package io.maskgate.hw.inference;

import java.util.ArrayDeque;
import java.util.Optional;

/** A fixed number of {@link InputImage}s, allocated once. Thread-safe; never blocks and never grows. */
public final class InputPool {
    private final ArrayDeque<InputImage> free = new ArrayDeque<>();

    public InputPool(int images, int width, int height) {
        for (int i = 0; i < images; i++) {
            free.add(new InputImage(this, width, height));
        }
    }

    /** An image nobody uses, or nothing when all are out. */
    public synchronized Optional<InputImage> acquire() {
        return Optional.ofNullable(free.pollFirst());
    }

    synchronized void release(InputImage image) {
        if (free.contains(image)) {
            throw new IllegalStateException("input image closed twice");
        }
        free.addFirst(image);
    }
}
