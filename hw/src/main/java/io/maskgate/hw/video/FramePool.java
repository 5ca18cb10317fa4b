package io.maskgate.hw.video;

import java.util.ArrayDeque;

/**
 * The frames of one source, allocated once. Thread-safe. Frames that are out when the pool closes are freed when they
 * come back.
 */
final class FramePool implements AutoCloseable {
    private final ArrayDeque<DecodedFrame> free = new ArrayDeque<>();
    private final int size;
    private boolean closed;

    FramePool(int size) {
        this.size = size;
        for (int i = 0; i < size; i++) {
            free.add(new DecodedFrame(this, Natives.frame()));
        }
    }

    synchronized DecodedFrame take() {
        DecodedFrame frame = free.pollFirst();
        if (frame == null) {
            throw new IllegalStateException(
                    "all " + size + " frames of this source are in use: close pictures before reading more");
        }
        return frame;
    }

    synchronized void release(DecodedFrame frame) {
        if (free.contains(frame) || frame.av().isNull()) {
            return;
        }
        frame.clear();
        if (closed) {
            destroy(frame);
        } else {
            free.addFirst(frame);
        }
    }

    private static void destroy(DecodedFrame frame) {
        Natives.free(frame.av());
    }

    @Override
    public synchronized void close() {
        closed = true;
        free.forEach(FramePool::destroy);
        free.clear();
    }
}
